import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../diagnostics/user-error.js";
import { writeText } from "../../files/write-text.js";
import { banner, importedFiles, isImported } from "../../import/banner.js";
import type { PrintedFile } from "../../print-schema/schema.js";

/**
 * Writes an imported schema and the devices of its servers, or removes those of an earlier import.
 * @throws UserError if a file exists that an import did not write.
 */
export function writeImport(
  folder: string,
  schema: readonly PrintedFile[],
  devices: string | undefined,
): void {
  const devicesFile = { path: importedFiles.devices, text: `// ${banner}\n${devices ?? ""}` };
  const files = devices === undefined ? schema : [...schema, devicesFile];
  mkdirSync(folder, { recursive: true });
  for (const { path } of files) {
    if (isWritable(join(folder, path))) continue;
    throw new UserError(
      `${join(folder, path)} exists and was not written by an import. Move it or choose another --out.`,
    );
  }
  for (const { path, text } of files) writeText(join(folder, path), text);
  const former = join(folder, importedFiles.devices);
  if (devices === undefined && isImported(former)) rmSync(former);
}

function isWritable(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) === undefined || isImported(file);
}
