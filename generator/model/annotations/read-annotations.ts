import type { Effect, HostResourceKind } from "qapi-ts/codegen";
import { readJsonFile, type JsonPath } from "../../config/json-file.js";
import { comparePositions, type Diagnostic, type DiagnosticSource } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import type { Definition, Model } from "../model.js";
import { ownMembers } from "../queries.js";
import { resolveAccessors } from "./accessors.js";
import type { AccessorEntry, Annotations, CompletionEntry } from "./annotations.js";
import { resolveBase64 } from "./base64.js";
import { resolveCompletions } from "./completions.js";
import { annotationsSchema } from "./schema.js";
import { AnnotationValidator, isPattern, matches } from "./validator.js";

/** The content of an annotations file, after its shape is validated. */
interface AnnotationsFile {
  readonly accessors?: Readonly<Record<string, AccessorEntry>>;
  readonly completions?: Readonly<Record<string, CompletionEntry>>;
  readonly base64?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts?: Readonly<Record<string, TimeoutEntry>>;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly host?: Readonly<Record<string, HostEntry>>;
}

interface TimeoutEntry {
  readonly commands: readonly string[];
  /** Null: no timeout. */
  readonly milliseconds: number | null;
}

/** The kinds of the host resources that the members of a definition name. */
type HostEntry = Readonly<Record<string, readonly HostResourceKind[]>>;

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
type MismatchHandling = "report" | "skip-unknown" | "skip";

/** Reads an annotations file: validates its shape, then resolves the names in it against the model. */
export async function readAnnotations(
  file: string,
  model: Model,
  handling: MismatchHandling = "report",
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
      .toSorted((a, b) => comparePositions(a.position, b.position));
    if (found.length > 0) return { annotations: undefined, diagnostics: found, source };
    if (skipped.length === 0) return { annotations, diagnostics: [], source };
    // What is left may fit only together with what was removed, so it is resolved again.
    content = withoutMismatches(content, skipped);
  }
}

function skippedPlaces(
  { unknownNames, mismatches }: AnnotationValidator,
  handling: MismatchHandling,
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
 * @param mismatches - the places of these names.
 */
function withoutMismatches(file: AnnotationsFile, mismatches: readonly JsonPath[]): AnnotationsFile {
  const removed = new Set(mismatches.map((path) => keyOf(unitOf(path))));
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

/** Resolves what each command does. A command's own name takes precedence over a pattern, and an earlier pattern over a later one. */
function resolveEffects(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, Effect>>,
): Pick<Annotations, "effects" | "readPatterns"> {
  const byName = new Map<string, Effect>();
  const byPattern = new Map<string, Effect>();
  for (const [pattern, effect] of Object.entries(entries)) {
    const target = isPattern(pattern) ? byPattern : byName;
    for (const command of validator.commands(pattern, ["effects", pattern])) {
      if (!target.has(command)) target.set(command, effect);
    }
  }
  const effects = new Map([...byPattern, ...byName]);
  const onlyReads = (pattern: string): boolean =>
    [...effects].every(([command, effect]) => effect === "read" || !matches(pattern, command));
  const readPatterns = Object.keys(entries).filter(
    (name) => isPattern(name) && entries[name] === "read" && onlyReads(name),
  );
  return { effects, readPatterns };
}

/** Resolves the members that name resources of the host, by the name of the definition that lists them. */
function resolveHost(
  validator: AnnotationValidator,
  entries: Readonly<Record<string, HostEntry>>,
): Annotations["host"] {
  for (const [name, members] of Object.entries(entries)) {
    const definition = validator.model.byName.get(name);
    if (definition === undefined) {
      const misspelt = { name, valid: () => validator.model.definitions };
      validator.unknown(`the schema does not define ${quote(name)}`, ["host", name], misspelt);
    } else checkMembers(validator, definition, Object.keys(members));
  }
  return new Map(Object.entries(entries).map(([name, members]) => [name, new Map(Object.entries(members))]));
}

/** The arguments of a command with `gen: false` are open, so it can have arguments that the schema does not list. */
function checkMembers(
  validator: AnnotationValidator,
  definition: Definition,
  members: readonly string[],
): void {
  const { kind, name } = definition;
  if (kind === "event") {
    const message = `${quote(name)} is an event: only arguments of commands name resources`;
    validator.mismatch(message, ["host", name]);
    return;
  }
  if (kind === "command" && !definition.gen) return;
  const own = new Set(ownMembers(definition).map((member) => member.name));
  for (const member of members.filter((each) => !own.has(each))) {
    const message = `the ${kind} ${quote(name)} does not itself define a member ${quote(member)}`;
    const misspelt = { name: member, valid: () => ownMembers(definition) };
    validator.unknown(message, ["host", name, member], misspelt);
  }
}

/**
 * Resolves the default timeout of each command, in milliseconds. A command's own name takes precedence over a pattern,
 * and an earlier class over a later one.
 */
function resolveTimeouts(
  validator: AnnotationValidator,
  classes: Readonly<Record<string, TimeoutEntry>>,
): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  const byPattern = new Map<string, number>();
  for (const [name, { commands: patterns, milliseconds }] of Object.entries(classes)) {
    for (const [index, pattern] of patterns.entries()) {
      const matching = validator.commands(pattern, ["timeouts", name, "commands", index]);
      const target = isPattern(pattern) ? byPattern : byName;
      for (const each of matching) if (!target.has(each)) target.set(each, milliseconds ?? Infinity);
    }
  }
  return new Map([...byPattern, ...byName]);
}
