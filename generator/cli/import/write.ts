import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../diagnostics/user-error.js";
import { banner } from "../../import/import-answers.js";
import type { PrintedFile } from "../../print-schema/schema.js";

/**
 * Writes the files of an import.
 * @throws UserError where something stands in the way that an import has not written.
 */
export function writeImport(folder: string, files: readonly PrintedFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path } of files) {
    if (isFree(join(folder, path))) continue;
    throw new UserError(`${join(folder, path)} is there already, and no import has written it`);
  }
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
}

/** Through a link, which may lead anywhere, nothing is written. */
function isFree(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats === undefined || (stats.isFile() && readFileSync(file, "utf8").startsWith(`# ${banner}`));
}
