import type { QapiError } from "../errors/base.js";
import type { EventMessage } from "./event.js";

/** Reports that events may have been missed, because a persistent session had no connection for a while. */
export interface EventGap {
  /**
   * The error that the connection was lost with; undefined if the session released an idle connection. If `restored` is
   * false, the server's refusal.
   */
  readonly cause: QapiError | undefined;
  /**
   * True if events arrive again. False if the server refused to connect the listener to its object again: the signal
   * connection has ended.
   */
  readonly restored: boolean;
}

/** The events that a subscriber receives. */
export interface Interest<E extends string = string> {
  /** The names of the events to receive; undefined for every event. */
  readonly names: readonly E[] | undefined;
  /** Whether to receive the events that carry a tag instead of those that do not. Default: false. */
  readonly tagged?: boolean | undefined;
}

/** Receives events, gaps and the end of a session. */
export interface Subscriber<E extends string = string> extends Interest<E> {
  /**
   * Receives an event. The session reports an error that it throws, or that its promise rejects with.
   * @param size - the number of characters of the event's text.
   */
  deliver(message: EventMessage, size: number): unknown;
  /** Called after a reconnect, because events may have been missed. */
  gap?(gap: EventGap): unknown;
  /** Called once, when no more events can arrive. `error` is undefined if the session was closed. */
  ended?(error: QapiError | undefined): unknown;
}

/** The handle of a subscription. */
export interface Subscription {
  /** Fulfilled when no more events can arrive, with the reason. Never rejects. */
  readonly ended: Promise<SubscriptionEnd>;
  /** Ends the subscription. Neither events nor the end of the session are delivered afterwards. */
  end(): void;
  /**
   * Asks the transport to stop reading until `resume`, also that of a later connection. The session reads on while a call
   * awaits its reply.
   * @returns false if the transport cannot pause.
   */
  pause(): boolean;
  resume(): void;
}

/**
 * A listener's connection to an event. `E` is the event's name, so that the compiler refuses the connection to another
 * event; a `SignalConnection` without it may be to any event.
 */
export interface SignalConnection<E extends string = string> extends AsyncDisposable {
  /** The event's name. */
  readonly event: string;
  /** The server's tag of the connection; undefined for an ordinary event. */
  readonly tag: string | undefined;
  /** Fulfilled when the listener receives no more events, with the reason. Never rejects. */
  readonly ended: Promise<SubscriptionEnd>;
  /** Ends the connection. After the promise resolves, the listener is not called again. Further calls have no effect. */
  disconnect(): Promise<void>;
  /** Always absent at run time: carries the event's name. A method, so that it does not exclude an unknown name. */
  accepts?(event: E): void;
}

/** The options of a signal connection. */
export interface ConnectOptions {
  /** Ends the connection when aborted. An abort while connecting rejects; if it is already aborted, nothing is sent. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Receives the tagged events of every signal connection instead of the untagged ones of the event's default connection.
   * Default: false.
   */
  readonly tagged?: boolean | undefined;
  /** Called after a persistent session has reconnected, because events may have been missed. */
  readonly onGap?: ((gap: EventGap) => unknown) | undefined;
}

/**
 * Why a subscription has ended. `disconnected`: by its own `disconnect`, `end` or `close`. `aborted`: its `signal` was
 * aborted. `closed`: the session was closed. `lost`: the session was lost and will not be restored; `error` is the cause.
 * `refused`: the server refused to connect the listener again after the session had reconnected; `error` is its answer.
 * `dropped`: the server dropped the connection, because its object does not exist any more. `overflow`: the queue of a stream
 * was full; `error` is its QueueOverflowError.
 */
type SubscriptionEndReason =
  "disconnected" | "aborted" | "closed" | "lost" | "refused" | "dropped" | "overflow";

/** How a subscription ended. */
export interface SubscriptionEnd {
  readonly reason: SubscriptionEndReason;
  /** Undefined if the end is not a failure. */
  readonly error: QapiError | undefined;
}

/** The end of a subscription that a session ended. @param error - undefined if the session was closed. */
export function endedBySession(error: QapiError | undefined): SubscriptionEnd {
  return { reason: error === undefined ? "closed" : "lost", error };
}

/** A promise of an end, created when it is first read: that of most subscriptions never is. Only the first end counts. */
export class EndPromise {
  #end: SubscriptionEnd | undefined;
  #promise: Promise<SubscriptionEnd> | undefined;
  #resolve: ((end: SubscriptionEnd) => void) | undefined;

  /** Whether the subscription has ended. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get promise(): Promise<SubscriptionEnd> {
    return (this.#promise ??= new Promise((resolve) => {
      if (this.#end === undefined) this.#resolve = resolve;
      else resolve(this.#end);
    }));
  }

  /** @returns false if the subscription had already ended. */
  settle(end: SubscriptionEnd): boolean {
    if (this.#end !== undefined) return false;
    this.#end = end;
    this.#resolve?.(end);
    return true;
  }
}
