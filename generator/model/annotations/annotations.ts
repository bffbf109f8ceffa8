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
  const description = existingPart(model, completion.description, "") as AnnotatedCompletion["description"];
  const isDetected = ["done", "state", "job"].some((key) => key in description);
  return isDetected ? { ...completion, description } : undefined;
}

/** Returns a part of a completion as far as the build has what it names; undefined if nothing is left. */
function existingPart(model: Model, value: unknown, key: string): unknown {
  const isLost = (name: unknown): boolean => typeof name === "string" && !model.byName.has(name);
  if (Array.isArray(value)) {
    const left = value.map((each) => existingPart(model, each, key)).filter((each) => each !== undefined);
    return left.length === 0 ? undefined : left;
  }
  if (key === "wake" && isLost(value)) return undefined;
  if (typeof value !== "object" || value === null) return value;
  const members = new Map(Object.entries(value));
  if (isLost(members.get("event")) || isLost(members.get("command"))) return undefined;
  const left = [...members].map(([name, each]) => [name, existingPart(model, each, name)] as const);
  return Object.fromEntries(left.filter(([, each]) => each !== undefined));
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

export interface AccessorEntry {
  readonly event: string;
  readonly arguments: Readonly<Record<string, string>>;
}

/** The runtime's `Completion`; the command's name is the key of the entry. */
export type CompletionEntry = Omit<Completion, "command">;
