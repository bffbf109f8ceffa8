import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PrintedFile } from "qapi-ts-generator";
import { banner, emptyExtensions } from "./header.js";

/** The file that belongs to whoever extends the schema. */
export const extensionsFile = "extensions.json";

/** Writes a printed schema; what an earlier print left and this one has not is removed. */
export function writeSchema(folder: string, files: readonly PrintedFile[]): void {
  mkdirSync(folder, { recursive: true });
  const paths = new Set(files.map(({ path }) => path));
  const left = readdirSync(folder).filter((file) => !paths.has(file) && isPrinted(join(folder, file)));
  for (const file of left) rmSync(join(folder, file));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const extensions = join(folder, extensionsFile);
  if (!existsSync(extensions)) writeFileSync(extensions, emptyExtensions);
}

function isPrinted(file: string): boolean {
  return file.endsWith(".json") && readFileSync(file, "utf8").startsWith(`${banner}\n`);
}
