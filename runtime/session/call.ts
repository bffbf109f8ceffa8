import type { QapiError } from "../errors/index.js";
import { stringifyJson } from "../json.js";

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
  state: CallState = "new";
  /** The text of the request; undefined before it is sent. */
  sent: string | undefined;
  /** Releases timers and listeners when the call is settled. */
  onSettled: (() => void) | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: QapiError) => void;

  constructor(request: CallRequest, resolve: (value: unknown) => void, reject: (error: QapiError) => void) {
    this.request = request;
    this.descriptorsReady = request.fds === undefined;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  markQueued(): void {
    this.state = "queued";
  }

  /**
   * Records that the call is sent.
   * @param id - undefined for a protocol without ids.
   * @returns the text of the request.
   */
  markSent(id: number | undefined, sequence: number): string {
    this.id = id ?? -1;
    this.sequence = sequence;
    this.state = "in-flight";
    this.sent = requestText(this.request, id);
    return this.sent;
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
    if (this.state === "settled") return false;
    this.state = "settled";
    this.onSettled?.();
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
