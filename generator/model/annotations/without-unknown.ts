import type { JsonPath } from "../../config/json-file/json-file.js";
import type { AnnotationsFile, CompletionEntry } from "./annotations-file.js";

/**
 * Removes what depends on names that the schema lacks: an optional argument of an accessor, one of the events that complete
 * a command, one of the commands with a timeout, or else the whole entry.
 * @param unknown - the places of the unknown names.
 */
export function withoutUnknown(file: AnnotationsFile, unknown: readonly JsonPath[]): AnnotationsFile {
  const removed = new Set(unknown.map((path) => keyOf(unitOf(path))));
  const {
    accessors = {},
    completions = {},
    base64 = {},
    timeouts = {},
    effects = {},
    host = {},
  } = without(file, [], removed);
  return {
    accessors: select(accessors, (accessor) => Object.keys(accessor.arguments).length > 0),
    completions: select(completions, isDetectable),
    base64: select(base64, (members) => members.length > 0),
    timeouts: select(timeouts, ({ commands }) => commands.length > 0),
    effects,
    host,
  };
}

/** Returns the place of the smallest part that can be removed, and contains the given place. */
function unitOf(path: JsonPath): JsonPath {
  const [section, , key, part] = path;
  const isOptionalArgument = section === "accessors" && key === "arguments" && String(part).startsWith("*");
  const isEvent = section === "completions" && (key === "done" || key === "failed");
  if (isOptionalArgument || isEvent) return path.slice(0, 4);
  return section === "accessors" || section === "completions" ? path.slice(0, 2) : path;
}

function keyOf(path: JsonPath): string {
  return JSON.stringify(path);
}

/** Returns a copy without the values at the places to remove. */
function without<T>(value: T, path: JsonPath, removed: ReadonlySet<string>): T {
  const isKept = (step: string | number): boolean => !removed.has(keyOf([...path, step]));
  if (Array.isArray(value)) return value.filter((_, index) => isKept(index)) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => isKept(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, without(each, [...path, key], removed)])) as T;
}

function isDetectable({ done = [], state, job }: CompletionEntry): boolean {
  return done.length > 0 || state !== undefined || job !== undefined;
}

function select<T>(
  entries: Readonly<Record<string, T>>,
  isKept: (entry: T) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => isKept(entry)));
}
