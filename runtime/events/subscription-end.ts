import type { QapiError } from "../errors/base.js";

/**
 * Why a subscription has ended. `disconnected`: by its own `disconnect`, `end` or `close`. `aborted`: its `signal` was
 * aborted. `closed`: the session was closed. `lost`: the session was lost and will not be restored; `error` is the cause.
 * `refused`: the server refused to connect the listener again after the session had reconnected; `error` is its answer.
 * `dropped`: the server dropped the connection, because its object does not exist any more. `overflow`: the queue of a stream
 * was full; `error` is its QueueOverflowError.
 */
export type SubscriptionEndReason =
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

/** A promise of an end, created when it is asked for: most subscriptions never are. Only the first end counts. */
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
