import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { readText } from "../files/files.js";

/** The first line of every imported file, after the sign of a comment. Only files that begin with it are overwritten. */
export const banner = "Imported by qapi-ts. Do not edit: the next import overwrites this file.";

/** The names of the files that an import writes. */
export const importedFiles = { schema: "qapi-schema.json", devices: "devices.json" } as const;

/** Reports whether a file was written by an import. Symbolic links are not: their targets may lie outside the folder. */
export function isImported(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return false;
  const text = readText(file);
  return [`# ${banner}`, `// ${banner}`].some((start) => text.startsWith(start));
}

/** Returns the path of the devices that were imported with a schema; undefined if there are none. */
export function importedDevices(schema: string): string | undefined {
  const file = join(dirname(schema), importedFiles.devices);
  return isImported(file) && isImported(schema) ? file : undefined;
}
