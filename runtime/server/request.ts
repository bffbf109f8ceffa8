import { isObject } from "../json.js";
import { CommandFailure } from "./failure.js";

/** A command that a client wants executed. */
export interface Request {
  readonly command: string;
  readonly args: object;
  /** Any JSON value, returned as it came; undefined where the client gave none. */
  readonly id: unknown;
  readonly oob: boolean;
}

/** A message that is no request, and the id to answer it with. */
export interface BadRequest {
  readonly failure: CommandFailure;
  readonly id: unknown;
}

const members: ReadonlySet<string> = new Set(["execute", "exec-oob", "arguments", "id"]);

/**
 * Reads a request. `oob` tells whether the client has enabled out-of-band execution.
 * @see QEMU's "QMP specification", section "Issuing Commands"
 */
export function readRequest(message: unknown, oob: boolean): Request | BadRequest {
  if (!isObject(message)) return bad("a request must be a JSON object", undefined);
  const { execute, "exec-oob": executeOob, arguments: args = {}, id } = message;
  const stranger = Object.keys(message).find((name) => !members.has(name));
  if (stranger !== undefined) return bad(`a request has no member '${stranger}'`, id);
  if (executeOob !== undefined && !oob) return bad("'exec-oob' needs the capability 'oob'", id);
  if (execute !== undefined && executeOob !== undefined) return bad("'execute' excludes 'exec-oob'", id);
  const command = execute ?? executeOob;
  if (command === undefined) return bad("a request needs the member 'execute'", id);
  if (typeof command !== "string") return bad("the name of a command must be a string", id);
  if (!isObject(args)) return bad("the member 'arguments' must be an object", id);
  return { command, args, id, oob: executeOob !== undefined };
}

function bad(description: string, id: unknown): BadRequest {
  return { failure: new CommandFailure(description), id };
}
