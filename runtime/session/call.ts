import { ArgumentsError, type QapiError } from "../errors/index.js";
import { endOfString, stringifyJson } from "../json.js";

/** A call is settled exactly once. */
type CallState = "new" | "queued" | "in-flight" | "settled";

/** The content of a request. */
export interface CallRequest {
  readonly command: string;
  /** The arguments as JSON text; undefined if there are none. */
  readonly argumentsText: string | undefined;
  readonly oob: boolean;
  /** True if the command changes nothing, so that it is safe to repeat. Default: false. */
  readonly isRead?: boolean;
  /** False if the server sends no reply on success. */
  readonly reply: boolean;
  /** The file descriptors to pass with the request. */
  readonly fds?: readonly number[] | undefined;
  /** Receives the returned value if the call was given up before it arrived. */
  readonly onLateReply?: ((value: unknown) => void) | undefined;
}

/** Creates a call. An observer creates calls that record their progress. */
export type CallFactory = (
  request: CallRequest,
  resolve: (value: unknown) => void,
  reject: (error: QapiError) => void,
) => Call;

/** A call on its way to the server and back. */
export class Call {
  readonly request: CallRequest;
  /** The position among the sent calls: the server answers in-band commands in this order. */
  sequence = 0;
  /** -1 until the call is sent with an id. */
  id = -1;
  /** False while the transport prepares to pass the call's file descriptors. */
  descriptorsReady: boolean;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: QapiError) => void;
  #state: CallState = "new";
  #onSettled: (() => void) | undefined;
  #sent: string | undefined;

  constructor(request: CallRequest, resolve: (value: unknown) => void, reject: (error: QapiError) => void) {
    this.request = request;
    this.descriptorsReady = request.fds === undefined;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get state(): CallState {
    return this.#state;
  }

  /** The text of the request; undefined before it is sent. */
  get sent(): string | undefined {
    return this.#sent;
  }

  /** Sets the action that releases timers and listeners when the call is settled. */
  onSettled(action: () => void): void {
    this.#onSettled = action;
  }

  markQueued(): void {
    this.#state = "queued";
  }

  /**
   * Records that the call is sent.
   * @param id - undefined for a protocol without ids.
   * @returns the text of the request.
   */
  markSent(id: number | undefined, sequence: number): string {
    this.id = id ?? -1;
    this.sequence = sequence;
    this.#state = "in-flight";
    this.#sent = requestText(this.request, id);
    return this.#sent;
  }

  /** @returns false if the call was already settled. */
  succeed(value: unknown): boolean {
    if (!this.#settle()) return false;
    this.#resolve(value);
    return true;
  }

  /** @returns false if the call was already settled. */
  fail(error: QapiError): boolean {
    if (!this.#settle()) return false;
    this.#reject(error);
    return true;
  }

  #settle(): boolean {
    if (this.#state === "settled") return false;
    this.#state = "settled";
    this.#onSettled?.();
    return true;
  }
}

/** A name without characters that JSON escapes. */
const plainName = /^[\w-]+$/;

/**
 * Writes a request without optional white space, because QEMU parses requests byte by byte. The channel adds the line end.
 * @see QMP specification, section "Issuing Commands"
 */
function requestText({ command, argumentsText, oob }: CallRequest, id: number | undefined): string {
  const name = plainName.test(command) ? `"${command}"` : stringifyJson(command);
  const start = `{"${oob ? "exec-oob" : "execute"}":${name}`;
  const end = id === undefined ? "}" : `,"id":${id}}`;
  return argumentsText === undefined ? start + end : `${start},"arguments":${argumentsText}${end}`;
}

/**
 * Allocates ids to calls: short ids, because QEMU parses requests byte by byte; round-robin, so that a duplicated reply
 * cannot match the next request.
 */
export class IdAllocator<T> {
  /** By id. */
  readonly #holders: (T | undefined)[] = [undefined];
  #next = 0;
  #size = 0;

  /** The number of allocated ids. */
  get size(): number {
    return this.#size;
  }

  allocate(holder: T): number {
    let range = 10;
    while (this.#size >= range) range *= 10;
    let id = this.#next;
    while (id >= range || this.#holders[id] !== undefined) id = id < range ? id + 1 : 0;
    this.#holders[id] = holder;
    this.#next = id + 1;
    this.#size++;
    return id;
  }

  holder(id: number): T | undefined {
    return this.#holders[id];
  }

  release(id: number): void {
    if (this.#holders[id] === undefined) return;
    this.#holders[id] = undefined;
    this.#size--;
  }

  /** All holders, in no particular order. */
  holders(): T[] {
    return this.#holders.filter((holder) => holder !== undefined);
  }
}

// The limits of the parser that QEMU, its storage daemon and its guest agent share, less what the rest of a request needs.
// A larger request gets errors without an id for each of its parts, or ends the server. Measured with 7.2 and 10.0.
const maxDepth = 1024 - 1;
const maxTokens = 2 * 1024 * 1024 - 12;
const maxLength = 64 * 1024 * 1024 - 512;

/**
 * Writes arguments as JSON.
 * @returns undefined if there are none.
 * @throws ArgumentsError if they have no JSON form or exceed the limits of a server.
 */
export function argumentsText(command: string, args: object | undefined): string | undefined {
  const text = args && jsonOf(command, args);
  if (text === undefined || text === "{}") return undefined;
  const problem = exceededLimit(text);
  if (problem === undefined) return text;
  throw new ArgumentsError(`${command} was not sent: the arguments ${problem}`, { command });
}

function jsonOf(command: string, args: object): string | undefined {
  try {
    return stringifyJson(args);
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be written as JSON`, { command, cause });
  }
}

/** Returns which limit the text of arguments exceeds. */
function exceededLimit(text: string): string | undefined {
  // A shorter text cannot exceed any limit.
  if (text.length < 2 * maxDepth) return undefined;
  if (text.length > maxLength) return `have ${text.length} characters, and a server reads at most 64 Mi`;
  const { tokens, deepest } = measureJson(text);
  if (deepest > maxDepth) return `are nested ${deepest} levels deep, and a server reads at most ${maxDepth}`;
  return tokens > maxTokens ? `have ${tokens} JSON tokens, and a server reads at most 2 Mi` : undefined;
}

/** Returns the number of tokens of JSON text, and how deeply it is nested. */
function measureJson(text: string): { readonly tokens: number; readonly deepest: number } {
  const token = /["{}[\],:]|[^"{}[\],:]+/g;
  let [tokens, depth, deepest] = [0, 0, 0];
  for (; token.test(text); tokens++) {
    const at = token.lastIndex - 1;
    const last = text[at];
    if (last === '"') token.lastIndex = endOfString(text, at);
    else if (last === "{" || last === "[") deepest = Math.max(deepest, ++depth);
    else if (last === "}" || last === "]") depth--;
  }
  return { tokens, deepest };
}
