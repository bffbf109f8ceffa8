import { readText } from "../files/read-text.js";

/** The repeatable flags that name true conditions. */
export interface DefineFlags {
  readonly define?: readonly string[] | undefined;
  readonly definesFile?: readonly string[] | undefined;
}

/** Collects the conditions that the flags name; undefined if neither flag is given. */
export function conditionsOf({ define, definesFile }: DefineFlags): ReadonlySet<string> | undefined {
  if (define === undefined && definesFile === undefined) return undefined;
  return new Set([...(define ?? []), ...(definesFile ?? []).flatMap(readConditions)]);
}

/** Reads condition names from a file, one per line. Lines that start with `#` are comments. */
export function readConditions(file: string): string[] {
  const lines = readText(file).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
