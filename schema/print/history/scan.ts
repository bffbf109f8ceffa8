import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The names that a schema defines, with the version in each name's documentation, if it has one. */
export type NamesWithSince = ReadonlyMap<string, string | undefined>;

export interface ScannedSchema {
  readonly commands: NamesWithSince;
  readonly events: NamesWithSince;
}

export interface ScannedVersion {
  /** The first two numbers: `10.0`. */
  readonly version: string;
  readonly monitor: ScannedSchema;
  readonly agent: ScannedSchema;
}

/** Finds the names in QEMU's source tree of any version since 1.0. */
export function scanSource(folder: string): ScannedVersion {
  const [release = ""] = /^\d+\.\d+/.exec(readFileSync(join(folder, "VERSION"), "utf8")) ?? [];
  const inFolder = join(folder, "qapi");
  const modules = existsSync(inFolder) ? readdirSync(inFolder).map((file) => join(inFolder, file)) : [];
  return {
    version: release,
    monitor: scanFiles([join(folder, "qapi-schema.json"), ...modules]),
    agent: scanFiles([join(folder, "qga/qapi-schema.json"), join(folder, "qapi-schema-guest.json")]),
  };
}

function scanFiles(files: readonly string[]): ScannedSchema {
  const texts = files.filter((file) => file.endsWith(".json") && existsSync(file));
  return scanText(texts.map((file) => readFileSync(file, "utf8")).join("\n"));
}

/**
 * Finds the names in the text of a schema without parsing it, because its language changed: in every version, a command
 * or event begins a line, and its documentation precedes it.
 */
export function scanText(text: string): ScannedSchema {
  const commands = new Map<string, string | undefined>();
  const events = new Map<string, string | undefined>();
  let since: string | undefined;
  for (const line of text.split("\n")) {
    if (/^#\s*@\S+:/.test(line) && isSymbol(line)) since = undefined;
    since = /^#\s*Since:?\s+v?(\d+\.\d+)/i.exec(line)?.[1] ?? since;
    const [, kind, name] = /^\s*\{\s*'(command|event)'\s*:\s*'([^']+)'/.exec(line) ?? [];
    if (name === undefined) continue;
    (kind === "command" ? commands : events).set(name, since);
    since = undefined;
  }
  return { commands, events };
}

/** Whether the line begins the documentation of a definition: it has no text after the colon. */
function isSymbol(line: string): boolean {
  return line.trimEnd().endsWith(":");
}
