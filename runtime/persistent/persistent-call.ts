import { CallAbortedError, CallTimeoutError, DisconnectedError, type QapiError } from "../errors/index.js";
import type { Clock } from "../clock.js";
import type { RequestOptions } from "../session/call-options.js";
import type { Session } from "../session/session.js";

/** What somebody wants of a server that may not be connected. */
export interface PersistentRequest {
  readonly command: string;
  readonly args: object | undefined;
  readonly options: RequestOptions;
  /** In milliseconds, all waiting included; Infinity for none. */
  readonly timeout: number;
}

/** What a call tells its session. */
export interface PersistentCallSink {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** The call never left, because its connection ended: it has to wait for another. */
  returned(call: PersistentCall): void;
  /** It is over, in whichever way. */
  settled(call: PersistentCall): void;
}

/** More connections than this that end before a call has left are no accident. */
const mostReturns = 5;

/** A call that may have to wait for a connection, and for another one where that ends before it has left. */
export class PersistentCall {
  readonly sequence: number;
  readonly #request: PersistentRequest;
  readonly #sink: PersistentCallSink;
  /** While the call is with a connection: what gives it up there. */
  #away: AbortController | undefined;
  #returns = 0;
  #over = false;
  #expired = false;
  #stopClock: (() => void) | undefined;

  constructor(request: PersistentRequest, sequence: number, sink: PersistentCallSink) {
    this.#request = request;
    this.sequence = sequence;
    this.#sink = sink;
  }

  /** @returns false when the call was given up before it began. */
  begin(clock: Clock): boolean {
    const { options, timeout } = this.#request;
    if (options.signal?.aborted === true) {
      this.#abort();
      return false;
    }
    options.signal?.addEventListener("abort", this.#abort);
    if (timeout !== Infinity) this.#stopClock = clock.after(timeout, this.#expire);
    return true;
  }

  get waits(): boolean {
    return this.#away === undefined && !this.#over;
  }

  /** Makes the call. It must be waiting. */
  dispatch(session: Session): void {
    const { command, args, options } = this.#request;
    const away = new AbortController();
    this.#away = away;
    session.call(command, args, { ...options, timeout: Infinity, signal: away.signal }).then(
      (value) => {
        this.#settle(() => {
          this.#sink.resolve(value);
        });
      },
      (error: unknown) => {
        this.#failed(error);
      },
    );
  }

  /** The call will not be made. */
  fail(cause: QapiError | undefined): void {
    const { command } = this.#request;
    const why = cause === undefined ? "the session has ended" : cause.message;
    this.#reject(new DisconnectedError(`${command} was not sent: ${why}`, { command, cause }));
  }

  #failed(error: unknown): void {
    this.#away = undefined;
    if (this.#expired) this.#reject(this.#timedOut(error));
    else if (!(error instanceof DisconnectedError) || error.serverMayHaveActed) this.#reject(error);
    else if (++this.#returns > mostReturns) this.#reject(error);
    else this.#sink.returned(this);
  }

  readonly #abort = (): void => {
    const { command, options } = this.#request;
    const cause: unknown = options.signal?.reason;
    if (this.#away !== undefined) this.#away.abort(cause);
    else this.#reject(new CallAbortedError(`${command} was given up before it was sent`, { command, cause }));
  };

  readonly #expire = (): void => {
    this.#expired = true;
    if (this.#away !== undefined) this.#away.abort();
    else this.#reject(this.#timedOut(undefined));
  };

  /** `error` is what the connection says of the call that was given up there. */
  #timedOut(error: unknown): CallTimeoutError {
    const { command, timeout } = this.#request;
    const { sent, serverMayHaveActed = false } = error instanceof CallAbortedError ? error : {};
    const what = serverMayHaveActed ? "answered" : "sent";
    const message = `${command} was not ${what} within ${timeout} ms`;
    return new CallTimeoutError(message, { command, sent, serverMayHaveActed });
  }

  #reject(error: unknown): void {
    this.#settle(() => {
      this.#sink.reject(error);
    });
  }

  #settle(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopClock?.();
    this.#request.options.signal?.removeEventListener("abort", this.#abort);
    tell();
    this.#sink.settled(this);
  }
}
