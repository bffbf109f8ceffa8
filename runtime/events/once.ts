import type { QapiError } from "../errors/base.js";
import { DisconnectedError } from "../errors/connection.js";
import { EventAbortedError, EventTimeoutError } from "../errors/signal.js";
import type { Clock } from "../clock.js";
import type { EventMessage } from "./event.js";
import type { EventGap, EventSource, Subscriber } from "./subscription.js";

/** How to wait for an event. */
export interface OnceOptions<E = EventMessage> {
  /** Gives up when it fires: the promise is rejected with an EventAbortedError. */
  readonly signal?: AbortSignal;
  /** Gives up after so many milliseconds: the promise is rejected with an EventTimeoutError. */
  readonly timeout?: number;
  /** Which of the events is meant; any, where it is left out. What it throws rejects the promise. */
  readonly where?: (event: E) => boolean;
}

/** The next event of that name which meets the options. The waiting begins at once. */
export function nextEvent<E extends EventMessage>(
  source: EventSource,
  clock: Clock,
  event: E["event"],
  options: OnceOptions<E> = {},
): Promise<E> {
  return new Promise((resolve, reject) => {
    new Wait(source, event, options, resolve, reject).begin(clock);
  });
}

/** Somebody who waits for one event. */
class Wait<E extends EventMessage> implements Subscriber {
  readonly names: readonly [string];
  readonly #source: EventSource;
  readonly #options: OnceOptions<E>;
  readonly #resolve: (message: E) => void;
  readonly #reject: (error: unknown) => void;
  #stopClock: (() => void) | undefined;

  constructor(
    source: EventSource,
    event: string,
    options: OnceOptions<E>,
    resolve: (message: E) => void,
    reject: (error: unknown) => void,
  ) {
    this.names = [event];
    this.#source = source;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(clock: Clock): void {
    const { signal, timeout } = this.#options;
    if (signal?.aborted === true) {
      this.#abort();
      return;
    }
    signal?.addEventListener("abort", this.#abort);
    if (timeout !== undefined) {
      this.#stopClock = clock.after(timeout, () => {
        this.#fail(new EventTimeoutError(`no ${this.names[0]} within ${timeout} ms`));
      });
    }
    this.#source.add(this);
  }

  /** The schema vouches for the type of an event, and the caller for the schema. */
  deliver(message: EventMessage): void {
    const event = message as E;
    try {
      if (this.#options.where?.(event) === false) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#stop();
    this.#resolve(event);
  }

  ended(error: QapiError | undefined): void {
    this.#fail(endedWhileWaiting(this.names[0], error));
  }

  /** The event may be among those that were missed, and then would be awaited in vain. */
  gap({ cause }: EventGap): void {
    this.#fail(endedWhileWaiting(this.names[0], cause));
  }

  readonly #abort = (): void => {
    const cause: unknown = this.#options.signal?.reason;
    this.#fail(new EventAbortedError(`no longer waiting for ${this.names[0]}`, { cause }));
  };

  #fail(error: unknown): void {
    this.#stop();
    this.#reject(error);
  }

  #stop(): void {
    this.#stopClock?.();
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#source.remove(this);
  }
}

/** What a waiter is told when its session ends. */
export function endedWhileWaiting(event: string, cause: QapiError | undefined): DisconnectedError {
  return new DisconnectedError(`the session ended before ${event} came`, { cause });
}
