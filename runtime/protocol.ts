import type { OlderServerError } from "./errors/index.js";
import type { EventMessage } from "./events/event.js";
import type { CallOptions, OobCallOptions } from "./session/call-options.js";
import type { Version } from "./session/greeting.js";

/** The types of a protocol: maps from the names on the wire. Generated code has one for each schema. */
export interface Protocol {
  /**
   * An entry for each command: `arguments`, the type of its arguments, with `| undefined` if all of them are optional, and
   * undefined if there are none; `returns`; and `oob`, whether it can be executed out of band.
   */
  readonly commands: object;
  /** The type of each event's data; undefined for an event without data. */
  readonly events: object;
}

/**
 * The protocol of a session without a schema: takes any command and any event by name, and types their values as unknown.
 * It is `any` because `Session` is invariant in its protocol, and a session without a schema is accepted by the generated
 * functions of every schema.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyProtocol = any;

/**
 * The members of a command that hold base64. A dotted path leads into objects; lists are traversed; the empty path is the
 * value itself.
 */
export interface Base64Members {
  readonly arguments?: readonly string[];
  readonly returns?: readonly string[];
}

/** Converts a protocol's base64 members. The program uses bytes, the server base64. */
export interface Base64Codec {
  /** Returns the arguments with bytes replaced by base64. A string is taken to be base64 already. */
  encodeArguments(command: string, args: object): object;
  /** Returns whether the value that a command returns has base64 members. */
  returnsBytes(command: string): boolean;
  /**
   * Returns the value with base64 replaced by bytes.
   * @throws ProtocolViolationError if a member is not valid base64.
   */
  decodeReturn(command: string, value: unknown): unknown;
}

/** The function that opens a session: `connect` for a server with a greeting, `connectAgent` for a guest agent. */
type SessionOpener = "connect" | "connectAgent";

/**
 * A protocol as a value: the properties that a session needs at run time, and the protocol's types for the compiler.
 * Generated code exports one to pass to `connect`. `O` is the function that opens its sessions, if the schema determines it.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface ProtocolDescriptor<P extends Protocol, O extends SessionOpener = any> {
  readonly name: string;
  /** The commands that send no reply when they succeed (`success-response: false` in the schema). */
  readonly noReply: readonly string[];
  /** Timeouts of single commands, in milliseconds, which replace the session's default; Infinity for none. */
  readonly timeouts?: Readonly<Record<string, number>>;
  /** Returns whether a command only reads. Default: no command does. */
  readonly isRead?: (command: string) => boolean;
  /** Converts the members that hold base64 from and to bytes. */
  readonly base64?: Base64Codec;
  /** Returns the error to report about a server that is older than the QEMU that the protocol describes. */
  readonly checkServer?: (version: Version) => OlderServerError | undefined;
  /** Always absent at run time: carries the types. */
  readonly types?: P;
  /** Always absent at run time: lets the compiler refuse a protocol that the function cannot speak. */
  readonly openedBy?: O | undefined;
}

interface DescriptorFor<O extends SessionOpener> {
  readonly openedBy?: O | undefined;
}

/** Options that take only protocols of a function, and those that do not determine the function. */
export interface OpenedBy<O extends SessionOpener> {
  readonly protocol?: DescriptorFor<O> | undefined;
}

/**
 * The names of the capabilities: those that the protocol's `qmp_capabilities` takes, and the one of signal accessors; any
 * name for a protocol without this command.
 */
export type CapabilityName<P extends Protocol> =
  | "oob"
  | "signals"
  | (P["commands"] extends { qmp_capabilities: { arguments: infer A } }
      ? NonNullable<A> extends { enable?: readonly (infer C extends string)[] }
        ? C
        : string
      : string);

/** The names of a protocol's commands. */
export type CommandName<P extends Protocol> = keyof P["commands"] & string;

/** The names of a protocol's events. */
export type EventName<P extends Protocol> = keyof P["events"] & string;

/** The type of a command's return value. */
export type CommandReturns<P extends Protocol, K extends CommandName<P>> = P["commands"][K] extends {
  returns: infer R;
}
  ? R
  : unknown;

/** The type of an event's data. */
export type EventData<P extends Protocol, K extends EventName<P>> =
  P["events"] extends Readonly<Record<K, infer D>> ? D : unknown;

type OptionsOf<E> = E extends { oob: true } ? OobCallOptions : CallOptions;

/** The type of a command entry's arguments; undefined for a command without arguments. */
export type ArgumentsOf<E> = E extends { arguments: infer A extends object | undefined } ? A : undefined;

/** The parameters of `call` after the command's name: the arguments and the options of the call. */
export type CommandParameters<P extends Protocol, K extends CommandName<P>> =
  undefined extends ArgumentsOf<P["commands"][K]>
    ? [args?: ArgumentsOf<P["commands"][K]>, options?: OptionsOf<P["commands"][K]>]
    : [args: ArgumentsOf<P["commands"][K]>, options?: OptionsOf<P["commands"][K]>];

/** One of the named events; its member `event` narrows `data`. */
export type EventOf<P extends Protocol, K extends EventName<P> = EventName<P>> = {
  [N in K]: EventMessage<EventData<P, N>, N>;
}[K];

/**
 * What a command does: `read` changes nothing, `change` changes something and loses nothing, `destroy` may lose data or
 * the machine.
 */
export type Effect = "read" | "change" | "destroy";

/**
 * What a resource of the host is: a `path` of its file system, a network `address`, a `device`, a `program` that the
 * server runs, or a `monitor-command`, which is a command of the human monitor.
 */
export type HostResourceKind = "path" | "address" | "device" | "program" | "monitor-command";

/** An argument that names a resource of the host on which the server runs. */
export interface HostResource {
  /**
   * The argument. A dotted path leads into objects; lists are traversed; `**` stands for any number of members, also
   * none, because a type that contains itself has no limit.
   */
  readonly path: string;
  readonly kind: HostResourceKind;
}

/** The effect of one command. */
export interface CommandEffect {
  readonly effect: Effect;
  /** The arguments that can name resources of the host. Default: none. */
  readonly host?: readonly HostResource[];
}

/**
 * Creates the function that reports whether a command only reads, from names and prefixes followed by `*`. Generated code
 * calls this.
 */
export function readCommands(patterns: readonly string[]): (command: string) => boolean {
  const names = new Set(patterns);
  const prefixes = patterns.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  return (command) => names.has(command) || prefixes.some((prefix) => command.startsWith(prefix));
}
