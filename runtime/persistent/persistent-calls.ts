import { checkDuration, type Clock } from "../clock.js";
import {
  CallAbortedError,
  DisconnectedError,
  type CallTimeoutError,
  type QapiError,
} from "../errors/index.js";
import { connectingAborted } from "../events/listener-connection.js";
import { watchLimits } from "../events/waiter.js";
import { timedOut } from "../session/errors.js";
import type { Session } from "../session/session.js";

/** A call of a session that may not be connected. */
interface PersistentRequest<T = unknown> {
  /** The command, for error messages. */
  readonly command: string;
  /** The event of a listener that the call connects: error messages name it if the command was not sent. Default: none. */
  readonly event?: string;
  /** True if the command only reads. Default: false. */
  readonly isRead?: boolean;
  readonly signal: AbortSignal | undefined;
  /** In milliseconds, including the wait for a connection. */
  readonly timeout: number;
  /** Makes the call over a connected session. */
  send(session: Session, signal: AbortSignal): Promise<T>;
}

/** The pending calls of a persistent session. They are sent in the order in which they were made. */
export class PersistentCalls {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #waiting = new Set<PersistentCall>();
  #connection: Session | undefined;
  #pending = 0;
  #made = 0;

  /** @param onChange - called when a call was added, has to wait again, or has settled. */
  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get pending(): number {
    return this.#pending;
  }

  /** Sends the waiting calls over a new connection, and later ones at once. */
  connected(connection: Session): void {
    this.#connection = connection;
    // A call that waits again is older than those that were made meanwhile.
    for (const call of [...this.#waiting].sort((one, other) => one.sequence - other.sequence))
      this.#send(call);
  }

  disconnected(): void {
    this.#connection = undefined;
  }

  /** Makes a call over the connection, or over the next one. */
  make<T>(request: PersistentRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      checkDuration(request.timeout);
      const call: PersistentCall = new PersistentCall(request, ++this.#made, {
        resolve,
        reject,
        requeued: () => {
          this.#waiting.add(call);
          this.#send(call);
          this.#onChange();
        },
        settled: () => {
          this.#waiting.delete(call);
          this.#pending--;
          this.#onChange();
        },
      });
      this.#pending++;
      this.#waiting.add(call);
      call.begin(this.#clock);
      this.#send(call);
      this.#onChange();
    });
  }

  /** Rejects the waiting calls, because there is no connection. */
  rejectWaiting(cause: QapiError | undefined): void {
    for (const call of [...this.#waiting]) call.rejectUnsent(cause);
  }

  /** Sends a waiting call if there is a connection. */
  #send(call: PersistentCall): void {
    if (this.#connection !== undefined && this.#waiting.delete(call)) call.send(this.#connection);
  }
}

interface PersistentCallSink {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** The connection ended before the call was sent: it waits for the next one. */
  requeued(): void;
  settled(): void;
}

/** A call whose connection has ended this many times before it was sent is rejected. */
const maxAttempts = 6;

/** A call that waits for a connection, and for another one if that ends before the call was sent. */
class PersistentCall {
  readonly sequence: number;
  readonly #request: PersistentRequest;
  readonly #sink: PersistentCallSink;
  /** Aborts the call of the connection; undefined while the call waits for a connection. */
  #attempt: AbortController | undefined;
  #attempts = 0;
  #timedOut = false;
  #settled = false;
  #stopWatching: () => void = () => undefined;

  /** @param sequence - its position among the calls of the session. */
  constructor(request: PersistentRequest, sequence: number, sink: PersistentCallSink) {
    this.#request = request;
    this.sequence = sequence;
    this.#sink = sink;
  }

  /** Starts the timeout. If the caller's signal is already aborted, rejects the call. */
  begin(clock: Clock): void {
    const { signal, timeout } = this.#request;
    const limits = { clock, timeout, signal };
    this.#stopWatching = watchLimits(limits, { timedOut: this.#expire, aborted: this.#abort });
  }

  send(session: Session): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#attempts++;
    this.#request.send(session, attempt.signal).then(
      (value) => this.#settle(() => this.#sink.resolve(value)),
      (error: unknown) => this.#attemptFailed(error),
    );
  }

  rejectUnsent(cause: QapiError | undefined): void {
    const { command, event } = this.#request;
    const reason = cause === undefined ? "the session has ended" : cause.message;
    const problem = event === undefined ? `${command} was not sent` : `cannot connect to ${event}`;
    this.#reject(new DisconnectedError(`${problem}: ${reason}`, { command, cause }));
  }

  #attemptFailed(error: unknown): void {
    this.#attempt = undefined;
    const wasUnsent = error instanceof DisconnectedError && !error.serverMayHaveActed;
    if (this.#timedOut) this.#reject(this.#timeoutError(error));
    else if (wasUnsent && this.#attempts < maxAttempts) this.#sink.requeued();
    else this.#reject(error);
  }

  readonly #abort = (cause: unknown): void => {
    const { command, event } = this.#request;
    if (this.#attempt !== undefined) this.#attempt.abort(cause);
    else if (event !== undefined) this.#reject(connectingAborted(event, cause));
    else this.#reject(new CallAbortedError(`${command} was aborted before it was sent`, { command, cause }));
  };

  readonly #expire = (): void => {
    this.#timedOut = true;
    if (this.#attempt !== undefined) this.#attempt.abort();
    else this.#reject(this.#timeoutError(undefined));
  };

  /** @param error - the error of the aborted attempt, which has whether the call was sent. */
  #timeoutError(error: unknown): CallTimeoutError {
    const sent = error instanceof CallAbortedError ? error.sent : undefined;
    return timedOut({ request: this.#request, sent }, this.#request.timeout);
  }

  #reject(error: unknown): void {
    this.#settle(() => this.#sink.reject(error));
  }

  #settle(report: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#stopWatching();
    report();
    this.#sink.settled();
  }
}
