import type { EventMessage } from "./events/event.js";
import type { CallOptions, OobCallOptions } from "./session/call-options.js";

/**
 * The types of a protocol: maps from the names on the wire. Generated code has one for its schema. An entry
 * of `commands` is {@link CommandEntry}-shaped; an entry of `events` is the type of the event's data
 * (undefined where it has none).
 */
export interface Protocol {
  readonly commands: object;
  readonly events: object;
}

/** The shape of an entry of a protocol's `commands`. */
export interface CommandEntry {
  /** The arguments' type; with `| undefined` where they may be left out; void where there are none. */
  readonly arguments: unknown;
  readonly returns: unknown;
  /** Whether the command may be executed out of band. */
  readonly oob: boolean;
}

/** Any command, any event, nothing known of either: the protocol of who names none. */
export interface AnyProtocol {
  readonly commands: Readonly<Record<string, { arguments: object | undefined; returns: unknown; oob: true }>>;
  readonly events: Readonly<Record<string, unknown>>;
}

/**
 * The members of a command that hold base64. A dotted path leads into objects; lists are gone through; the empty path is
 * the value itself.
 */
export interface Base64Members {
  readonly arguments?: readonly string[];
  readonly returns?: readonly string[];
}

/**
 * A protocol as a value: what the runtime must know of it, and, for the compiler, its types. Generated code
 * exports one to be handed to `connect`.
 */
export interface ProtocolDescriptor<P extends Protocol> {
  readonly name: string;
  /** The commands that send no reply when they succeed (`success-response: false` in the schema). */
  readonly noReply: readonly string[];
  /**
   * How long a command may take to be answered, in milliseconds, where more is known of it than of any other:
   * Infinity for one that may take as long as it likes.
   */
  readonly timeouts?: Readonly<Record<string, number>>;
  /** The members that hold base64, by the command: they are bytes on this side of the session. */
  readonly base64?: Readonly<Record<string, Base64Members>>;
  /** Never there at run time: it carries the types. */
  readonly types?: P;
}

/** The names of a protocol's commands. */
export type CommandName<P extends Protocol> = keyof P["commands"] & string;

/** The names of a protocol's events. */
export type EventName<P extends Protocol> = keyof P["events"] & string;

/** What a command returns. */
export type CommandReturns<P extends Protocol, K extends CommandName<P>> = P["commands"][K] extends {
  returns: infer R;
}
  ? R
  : unknown;

type OptionsOf<E> = E extends { oob: true } ? OobCallOptions : CallOptions;

/** The type of a command entry's arguments; undefined where it takes none. */
export type ArgumentsOf<E> = E extends { arguments: infer A extends object | undefined } ? A : undefined;

/** What follows a command's name in `execute`: its arguments, where it has some, and the call's options. */
export type CommandParameters<P extends Protocol, K extends CommandName<P>> =
  undefined extends ArgumentsOf<P["commands"][K]>
    ? [args?: ArgumentsOf<P["commands"][K]>, options?: OptionsOf<P["commands"][K]>]
    : [args: ArgumentsOf<P["commands"][K]>, options?: OptionsOf<P["commands"][K]>];

/** One of the named events; `event` tells which, and narrows `data`. */
export type EventOf<P extends Protocol, K extends EventName<P> = EventName<P>> = {
  [N in K]: EventMessage<P["events"][N], N>;
}[K];
