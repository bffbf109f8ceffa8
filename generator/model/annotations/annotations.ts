import type { Completion, Effect, HostResourceKind } from "qapi-ts/codegen";
import type { Model, Position, TypeReference } from "../model.js";
import { memberAt } from "../queries.js";

/**
 * The content of an annotations file, validated against the model. It is not part of the model because it does not
 * affect what a server offers: only naming and emission read it.
 */
export interface Annotations {
  /** Accessors that the client implements by filtering an event of the schema. */
  readonly accessors: readonly AnnotatedAccessor[];
  /** How commands complete, by command name. */
  readonly completions: ReadonlyMap<string, AnnotatedCompletion>;
  /** The members that contain base64, by the name of the definition that lists them. */
  readonly base64: ReadonlyMap<string, ReadonlySet<string>>;
  /** The default timeout of calls in milliseconds, by command name. */
  readonly timeouts: ReadonlyMap<string, number>;
  /** What commands do, by command name. */
  readonly effects: ReadonlyMap<string, Effect>;
  /** The prefixes, followed by `*`, of commands that all only read. */
  readonly readPatterns: readonly string[];
  /** The members that name resources of the server's host, by the name of the definition that lists them. */
  readonly host: ReadonlyMap<string, HostMembers>;
}

/** The kinds of the resources that members name, by the name of the member. */
export type HostMembers = ReadonlyMap<string, readonly HostResourceKind[]>;

export interface AnnotatedAccessor {
  readonly name: string;
  readonly event: string;
  readonly arguments: readonly AnnotatedArgument[];
  readonly position: Position;
}

/** An argument of an annotated accessor, and the member of the event's data that must equal it. */
export interface AnnotatedArgument {
  readonly name: string;
  readonly optional: boolean;
  /** A dotted path through objects. */
  readonly member: string;
  readonly type: TypeReference;
}

/** How a command completes. The generator passes the description to the runtime unchanged. */
export interface AnnotatedCompletion {
  readonly description: Readonly<Record<string, unknown>>;
  readonly position: Position;
}

export const noAnnotations: Annotations = {
  accessors: [],
  completions: new Map(),
  base64: new Map(),
  timeouts: new Map(),
  effects: new Map(),
  readPatterns: [],
  host: new Map(),
};

/** Returns the annotations that apply to a pruned model. */
export function pruneAnnotations(model: Model, annotations: Annotations): Annotations {
  return {
    ...annotations,
    accessors: annotations.accessors.flatMap((accessor) => pruneAccessor(model, accessor) ?? []),
    timeouts: new Map([...annotations.timeouts].filter(([command]) => model.byName.has(command))),
    completions: new Map(
      [...annotations.completions].flatMap(([command, completion]) => {
        const left = model.byName.has(command) ? pruneCompletion(model, completion) : undefined;
        return left === undefined ? [] : [[command, left]];
      }),
    ),
  };
}

/** Returns a completion without the events and commands that the build lacks; undefined if nothing else reports its end. */
function pruneCompletion(model: Model, completion: AnnotatedCompletion): AnnotatedCompletion | undefined {
  const entry = completion.description as CompletionEntry;
  const has = (name: string): boolean => model.byName.has(name);
  const existing = <T extends { readonly command: string }>(call: T | undefined): T | undefined =>
    call !== undefined && has(call.command) ? call : undefined;
  const endings = (all: CompletionEntry["done"]): CompletionEntry["done"] =>
    nonEmpty(all?.filter(({ event }) => has(event)));
  const [state, forced] = [existing(entry.state), existing(entry.forced)];
  const left = defined({
    ...entry,
    done: endings(entry.done),
    failed: endings(entry.failed),
    state: state && defined({ ...state, wake: nonEmpty(state.wake?.filter(has)) }),
    progress: existing(entry.progress),
    forced: forced && defined({ ...forced, done: endings(forced.done) }),
    cancel: existing(entry.cancel),
  });
  const isDetected = "done" in left || "state" in left || "job" in left;
  return isDetected ? { ...completion, description: left } : undefined;
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

/** Returns an object without its members that are undefined. */
function defined(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Without one of its required arguments an accessor would deliver more than the caller requested. */
function pruneAccessor(model: Model, accessor: AnnotatedAccessor): AnnotatedAccessor | undefined {
  const event = model.byName.get(accessor.event);
  if (event?.kind !== "event") return undefined;
  const left = accessor.arguments.filter(({ member }) => memberAt(model, event.data, member) !== undefined);
  const lost = accessor.arguments.filter((argument) => !left.includes(argument));
  const useful = left.length > 0 && lost.every(({ optional }) => optional);
  return useful ? { ...accessor, arguments: left } : undefined;
}

/** The content of an annotations file, after its shape is validated. */
export interface AnnotationsFile {
  readonly accessors?: Readonly<Record<string, AccessorEntry>>;
  readonly completions?: Readonly<Record<string, CompletionEntry>>;
  readonly base64?: Readonly<Record<string, readonly string[]>>;
  readonly timeouts?: Readonly<Record<string, TimeoutEntry>>;
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly host?: Readonly<Record<string, HostEntry>>;
}

export interface AccessorEntry {
  readonly event: string;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface TimeoutEntry {
  readonly commands: readonly string[];
  /** Null: no timeout. */
  readonly milliseconds: number | null;
}

/** The kinds of the host resources that the members of a definition name. */
export type HostEntry = Readonly<Record<string, readonly HostResourceKind[]>>;

/** The runtime's `Completion`; the command's name is the key of the entry. */
export type CompletionEntry = Omit<Completion, "command">;
