import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../diagnostics/user-error.js";
import { banner } from "../../import/header.js";
import type { PrintedFile } from "../../print/schema.js";

/**
 * Writes the files of an import.
 * @throws UserError where a file stands in the way that an import has not written.
 */
export function writeImport(folder: string, files: readonly PrintedFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path } of files) {
    const text = readIfThere(join(folder, path));
    if (text === undefined || text.startsWith(`# ${banner}`)) continue;
    throw new UserError(`${join(folder, path)} is there already, and no import has written it`);
  }
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
