import { escapeText } from "../errors/index.js";
import { isObject } from "../json.js";
import type { Validators } from "../session/session-options.js";
import type { ValidationIssue } from "../validation/validate.js";
import { type Caller, CommandFailure, type Failure, type Handler } from "./handler.js";

/** A valid request. */
export interface Request {
  readonly command: string;
  readonly args: object;
  /** Any JSON value, returned unchanged; undefined if the request has none. */
  readonly id: unknown;
  readonly oob: boolean;
}

/** An invalid request: the error to answer with, and the id. */
interface InvalidRequest {
  readonly failure: Failure;
  readonly id: unknown;
}

const members: ReadonlySet<string> = new Set(["execute", "exec-oob", "arguments", "id"]);

/**
 * Reads a request.
 * @param oobEnabled - whether the client has enabled out-of-band execution.
 * @see QEMU's "QMP specification", section "Issuing Commands"
 */
export function readRequest(message: unknown, oobEnabled: boolean): Request | InvalidRequest {
  if (!isObject(message)) return invalid("a request must be a JSON object", undefined);
  const { execute, "exec-oob": executeOob, arguments: args = {}, id } = message;
  const unknownKey = Object.keys(message).find((name) => !members.has(name));
  if (unknownKey !== undefined) return invalid(`a request has no member '${escapeText(unknownKey)}'`, id);
  if (executeOob !== undefined && !oobEnabled) return invalid("'exec-oob' needs the capability 'oob'", id);
  if (execute !== undefined && executeOob !== undefined) return invalid("'execute' excludes 'exec-oob'", id);
  const command = execute ?? executeOob;
  if (command === undefined) return invalid("a request needs the member 'execute'", id);
  if (typeof command !== "string") return invalid("the name of a command must be a string", id);
  if (!isObject(args)) return invalid("the member 'arguments' must be an object", id);
  return { command, args, id, oob: executeOob !== undefined };
}

function invalid(description: string, id: unknown): InvalidRequest {
  return { failure: { errorClass: "GenericError", message: description }, id };
}

/** The commands that a client can execute. */
export interface CommandSet {
  handlerOf(command: string): Handler<object, unknown> | undefined;
  /** The commands that may be executed out of band. */
  readonly oobCommands: Pick<ReadonlySet<string>, "has">;
  readonly validators: Pick<Validators, "validateArguments"> | undefined;
}

/**
 * Executes a request and returns its result.
 * @throws the value that the handler throws, or a CommandFailure if the request is refused.
 */
export async function executeRequest(
  { command, args, oob }: Request,
  caller: Caller,
  commands: CommandSet,
): Promise<unknown> {
  const handler = commands.handlerOf(command);
  if (handler === undefined) {
    throw new CommandFailure(`there is no command '${escapeText(command)}'`, "CommandNotFound");
  }
  if (oob && !commands.oobCommands.has(command)) {
    throw new CommandFailure(`the command '${escapeText(command)}' cannot be executed out of band`);
  }
  const issue = commands.validators?.validateArguments(command, args);
  // QEMU reports invalid arguments with the class GenericError.
  if (issue !== undefined) throw new CommandFailure(describe(issue));
  return handler(args, caller);
}

function describe({ path, reason }: ValidationIssue): string {
  return path === "" ? `the arguments ${reason}` : `the argument '${escapeText(path)}' ${reason}`;
}

/** A recorded command. `return` or `error` is set when the command is answered. */
export interface RecordedCommand {
  /** The number of the client; the first one to connect is 1. */
  readonly client: number;
  readonly command: string;
  readonly arguments: object;
  readonly oob: boolean;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
}

/** A recorded event, once for each connection over which it was sent. */
export interface RecordedEvent {
  readonly client: number;
  readonly event: string;
  readonly data: unknown;
  readonly tag?: string;
}

/** The commands and events of a server, in order. Empty unless the option `record` is set. */
export interface Recording {
  readonly commands: readonly RecordedCommand[];
  readonly events: readonly RecordedEvent[];
  /** Removes all entries. */
  clear(): void;
}

/** The outcome of a recorded command. */
export type Outcome = { readonly value: unknown } | { readonly failure: CommandFailure };

export class Recorder implements Recording {
  readonly commands: RecordedCommand[] = [];
  readonly events: RecordedEvent[] = [];
  readonly #enabled: boolean;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  clear(): void {
    this.commands.length = 0;
    this.events.length = 0;
  }

  /** Records a command. Returns a function that records its outcome. */
  recordCommand(client: number, { command, args, oob }: Request): (outcome: Outcome) => void {
    const entry = { client, command, arguments: args, oob };
    if (this.#enabled) this.commands.push(entry);
    return (outcome) => {
      if ("failure" in outcome) {
        const { errorClass, message } = outcome.failure;
        Object.assign(entry, { error: { class: errorClass, desc: message } });
      } else Object.assign(entry, { return: outcome.value });
    };
  }

  recordEvent(entry: RecordedEvent): void {
    if (this.#enabled) this.events.push(entry);
  }
}
