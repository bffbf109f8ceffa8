import type { QapiError } from "../errors/base.js";
import { stringifyJson } from "../json/stringify.js";

/** Where a call stands. It is settled exactly once, whatever happens. */
export type CallState = "idle" | "queued" | "in-flight" | "settled";

/** What a call asks of the server. */
export interface CallRequest {
  readonly command: string;
  /** The arguments as JSON text; undefined where there are none. */
  readonly argumentsText: string | undefined;
  readonly oob: boolean;
  /** False where the server sends no reply to say that it succeeded. */
  readonly reply: boolean;
  /** File descriptors that go with it; undefined where there are none. */
  readonly fds?: readonly number[] | undefined;
}

/** Makes a call: a plain one, or one that is watched on its way. */
export type CallMaker = (
  request: CallRequest,
  resolve: (value: unknown) => void,
  reject: (error: QapiError) => void,
) => Call;

/** The way that a call takes which has descriptors along. */
export interface Passage {
  /** Whether it can leave: it may have to wait for the means to pass descriptors, and for those of another. */
  readonly isFree: boolean;
  /** `failed` is told where it could not be sent. */
  send(text: string, failed: (error: QapiError) => void): void;
  /** The server is done with the call. */
  landed(): void;
}

/** A call on its way from the caller to the server and back. */
export class Call {
  readonly request: CallRequest;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: QapiError) => void;
  #state: CallState = "idle";
  #settled: (() => void) | undefined;
  #sent: string | undefined;
  /** The number of the call among those sent: in-band commands are answered in this order. */
  sequence = 0;
  id = -1;
  /** How its descriptors get to the server, where it has some. */
  passage: Passage | undefined;

  constructor(request: CallRequest, resolve: (value: unknown) => void, reject: (error: QapiError) => void) {
    this.request = request;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get state(): CallState {
    return this.#state;
  }

  /** The text that went to the server; undefined before. */
  get sent(): string | undefined {
    return this.#sent;
  }

  /** What is to be done when the call is settled, besides telling the caller. */
  whenSettled(action: () => void): void {
    this.#settled = action;
  }

  queued(): void {
    this.#state = "queued";
  }

  /** Notes that the call is sent under this id, or without one, and gives the text to be sent. */
  departs(id: number | undefined, sequence: number): string {
    this.id = id ?? -1;
    this.sequence = sequence;
    this.#state = "in-flight";
    this.#sent = requestText(this.request, id);
    return this.#sent;
  }

  /** @returns false when the call was settled before. */
  succeed(value: unknown): boolean {
    if (!this.#settle()) return false;
    this.#resolve(value);
    return true;
  }

  /** @returns false when the call was settled before. */
  fail(error: QapiError): boolean {
    if (!this.#settle()) return false;
    this.#reject(error);
    return true;
  }

  #settle(): boolean {
    if (this.#state === "settled") return false;
    this.#state = "settled";
    this.#settled?.();
    return true;
  }
}

/** How the latest request began: the next is often of the same command. */
let latest = { command: "", beginning: '{"execute":""' };

function beginningOf(command: string): string {
  if (latest.command !== command) latest = { command, beginning: `{"execute":${stringifyJson(command)}` };
  return latest.beginning;
}

/**
 * The text of a request: not a character more than it needs, because QEMU takes microseconds over each. It is
 * complete with its last bracket; a line end would be one character more.
 * @see QEMU's "QMP specification", section "Issuing Commands"
 */
function requestText({ command, argumentsText, oob }: CallRequest, id: number | undefined): string {
  const beginning = oob ? `{"exec-oob":${stringifyJson(command)}` : beginningOf(command);
  const end = id === undefined ? "}" : `,"id":${id}}`;
  return argumentsText === undefined ? beginning + end : `${beginning},"arguments":${argumentsText}${end}`;
}
