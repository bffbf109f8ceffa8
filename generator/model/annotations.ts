import type { Position } from "./position.js";
import type { TypeReference } from "./model.js";

/**
 * What the language has no words for, and a file beside the schema says: resolved against the model, and so true of
 * it. It is no part of the model, for it is no part of the schema: what a server offers does not depend on it.
 */
export interface Annotations {
  /** Accessors over events that the schema has without: the client finds what it asked for by itself. */
  readonly accessors: readonly AnnotatedAccessor[];
  /** How commands complete, by the command's name. */
  readonly completions: ReadonlyMap<string, AnnotatedCompletion>;
  /** The members that hold base64, by the name of the definition that writes them. */
  readonly base64: ReadonlyMap<string, ReadonlySet<string>>;
  /** How long an answer is awaited where nobody says otherwise, in milliseconds, by the command's name. */
  readonly timeouts: ReadonlyMap<string, number>;
}

export interface AnnotatedAccessor {
  readonly name: string;
  readonly event: string;
  readonly arguments: readonly AnnotatedArgument[];
  readonly position: Position;
}

/** An argument of such an accessor, and the member of the event's data that equals it. */
export interface AnnotatedArgument {
  readonly name: string;
  readonly optional: boolean;
  /** A dotted path leads into objects. */
  readonly member: string;
  readonly type: TypeReference;
}

/** How a command completes: data that the runtime knows to read, and the generator only hands on. */
export interface AnnotatedCompletion {
  readonly description: Readonly<Record<string, unknown>>;
  readonly position: Position;
}

export const noAnnotations: Annotations = {
  accessors: [],
  completions: new Map(),
  base64: new Map(),
  timeouts: new Map(),
};
