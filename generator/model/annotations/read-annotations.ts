import { readJsonFile, type JsonPath } from "../../config/json-file.js";
import type { Diagnostic, DiagnosticSource } from "../../diagnostics/diagnostic.js";
import type { Model } from "../model.js";
import { resolveAccessors } from "./accessors.js";
import type { Annotations, AnnotationsFile, CompletionEntry } from "./annotations.js";
import { resolveBase64 } from "./base64.js";
import { resolveEffects, resolveHost, resolveTimeouts } from "./commands.js";
import { resolveCompletions } from "./completions.js";
import { annotationsSchema } from "./schema.js";
import { AnnotationValidator } from "./validator.js";

/** The result of reading an annotations file. */
interface AnnotationsReading {
  /** Undefined if the file has errors. */
  readonly annotations: Annotations | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/**
 * What happens to entries that do not fit the schema: `report` reports all of them, `skip-unknown` skips those with names
 * that the schema lacks, and `skip` skips all, for a file of this package: its form is not validated either.
 */
type MisfitHandling = "report" | "skip-unknown" | "skip";

/** Reads an annotations file: validates its shape, then resolves the names in it against the model. */
export async function readAnnotations(
  file: string,
  model: Model,
  handling: MisfitHandling = "report",
): Promise<AnnotationsReading> {
  const read = await readJsonFile(file, {
    schema: handling === "skip" ? undefined : annotationsSchema,
    codes: { syntax: "annotations-syntax", shape: "annotations-shape" },
    called: "the annotations file",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { annotations: undefined, diagnostics, source };
  let content = value as AnnotationsFile;
  for (;;) {
    const { annotations, validator } = resolveIn(new AnnotationValidator(model, read), content);
    const skipped = skippedPlaces(validator, handling);
    const found = validator.diagnostics
      .filter(({ code }) => skipped.length === 0 || (code !== "annotation-unknown" && handling !== "skip"))
      .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
    if (found.length > 0) return { annotations: undefined, diagnostics: found, source };
    if (skipped.length === 0) return { annotations, diagnostics: [], source };
    // What is left may fit only together with what was removed, so it is resolved again.
    content = withoutMisfits(content, skipped);
  }
}

function skippedPlaces(
  { unknownNames, mismatches }: AnnotationValidator,
  handling: MisfitHandling,
): readonly JsonPath[] {
  switch (handling) {
    case "report":
      return [];
    case "skip-unknown":
      return unknownNames;
    case "skip":
      return [...unknownNames, ...mismatches];
  }
}

/** The annotations, and the validator with the diagnostics about them. */
interface Resolution {
  readonly annotations: Annotations;
  readonly validator: AnnotationValidator;
}

function resolveIn(validator: AnnotationValidator, file: AnnotationsFile): Resolution {
  const { accessors = {}, completions = {}, base64 = {}, timeouts = {}, effects = {}, host = {} } = file;
  const annotations = {
    accessors: resolveAccessors(validator, accessors),
    completions: resolveCompletions(validator, completions),
    base64: resolveBase64(validator, base64),
    timeouts: resolveTimeouts(validator, timeouts),
    ...resolveEffects(validator, effects),
    host: resolveHost(validator, host),
  };
  return { annotations, validator };
}

/**
 * Removes what depends on names that the schema lacks or defines otherwise: an optional argument of an accessor, one of the events that complete
 * a command, one of the commands with a timeout, or else the whole entry.
 * @param misfits - the places of these names.
 */
function withoutMisfits(file: AnnotationsFile, misfits: readonly JsonPath[]): AnnotationsFile {
  const removed = new Set(misfits.map((path) => keyOf(unitOf(path))));
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
    host: select(host, (members) => Object.keys(members).length > 0),
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
