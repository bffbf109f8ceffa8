import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PrintedFile } from "qapi-ts-generator";
import { banner, emptyExtensions } from "./header.js";

/** The module that belongs to whoever extends the schema. */
export const extensionsModule = "extensions";

/** Writes a printed schema; what an earlier print left and this one has not is removed. */
export function writeSchema(folder: string, files: readonly PrintedFile[]): void {
  mkdirSync(folder, { recursive: true });
  const printed = files.filter(({ path }) => path !== `${extensionsModule}.json`);
  const paths = new Set(printed.map(({ path }) => path));
  for (const file of readdirSync(folder))
    if (!paths.has(file) && isPrinted(join(folder, file))) rmSync(join(folder, file));
  for (const { path, text } of printed) writeFileSync(join(folder, path), text);
  const extensions = join(folder, `${extensionsModule}.json`);
  if (!existsSync(extensions)) writeFileSync(extensions, emptyExtensions);
}

function isPrinted(file: string): boolean {
  return file.endsWith(".json") && readFileSync(file, "utf8").startsWith(`${banner}\n`);
}
