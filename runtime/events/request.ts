import {
  EventAbortedError,
  EventTimeoutError,
  ListenerError,
  printable,
  type QapiError,
} from "../errors/index.js";
import type { Clock } from "../clock.js";
import type { EventMessage } from "./event.js";
import type { EventFilter, WaitOptions } from "./inbox.js";

/** The mask as it is handed about, whatever the events' types. */
export type AnyMask = EventFilter<never>;

export function matches(mask: AnyMask, message: EventMessage): boolean {
  const { names, where } = mask as EventFilter;
  if (names !== undefined && names.length > 0 && !names.includes(message.event)) return false;
  if (where === undefined) return true;
  try {
    return where(message);
  } catch {
    return false;
  }
}

/** Somebody who has left word of which events are wanted. */
export interface Request {
  readonly mask: AnyMask;
  /** @returns whether the event is taken. */
  deliver(message: EventMessage): boolean;
  /** The event may never come. @returns whether there was somebody to be told. */
  interrupted(error: QapiError): boolean;
}

/** Somebody who waits for one event. */
export class WaitRequest<E extends EventMessage> implements Request {
  readonly mask: AnyMask;
  readonly #patience: WaitOptions;
  readonly #resolve: (event: E) => void;
  readonly #reject: (error: QapiError) => void;
  readonly #leave: () => void;
  #stopClock: (() => void) | undefined;

  constructor(
    mask: EventFilter<E> & WaitOptions,
    resolve: (event: E) => void,
    reject: (error: QapiError) => void,
    leave: (request: Request) => void,
  ) {
    this.mask = mask;
    this.#patience = mask;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#leave = () => {
      leave(this);
    };
  }

  begin(clock: Clock): void {
    const { signal, timeout } = this.#patience;
    if (signal?.aborted === true) {
      this.#abort();
      return;
    }
    signal?.addEventListener("abort", this.#abort);
    if (timeout === undefined || timeout === Infinity) return;
    this.#stopClock = clock.after(timeout, () => {
      this.interrupted(new EventTimeoutError(`no ${this.#wanted()} within ${timeout} ms`));
    });
  }

  deliver(message: EventMessage): boolean {
    this.#stop();
    // The schema vouches for the type of an event, and the caller for the schema.
    this.#resolve(message as E);
    return true;
  }

  interrupted(error: QapiError): boolean {
    this.#stop();
    this.#reject(error);
    return true;
  }

  readonly #abort = (): void => {
    const cause: unknown = this.#patience.signal?.reason;
    this.interrupted(new EventAbortedError(`no longer waiting for ${this.#wanted()}`, { cause }));
  };

  #wanted(): string {
    const { names = [] } = this.mask;
    return names.length === 0 ? "event" : names.join(" or ");
  }

  #stop(): void {
    this.#stopClock?.();
    this.#patience.signal?.removeEventListener("abort", this.#abort);
    this.#leave();
  }
}

/** Somebody who wants to be called for each event. */
export class CallbackRequest implements Request {
  readonly mask: AnyMask;
  readonly #call: (message: EventMessage) => unknown;
  readonly #failed: (error: QapiError, message: EventMessage) => void;

  constructor(
    mask: AnyMask,
    call: (message: EventMessage) => unknown,
    failed: (error: QapiError, message: EventMessage) => void,
  ) {
    this.mask = mask;
    this.#call = call;
    this.#failed = failed;
  }

  deliver(message: EventMessage): boolean {
    const fail = (cause: unknown): void => {
      const name = printable(message.event);
      this.#failed(new ListenerError(`a callback for ${name} failed`, { cause, received: message }), message);
    };
    try {
      const result = this.#call(message);
      if (result instanceof Promise) result.catch(fail);
    } catch (cause) {
      fail(cause);
    }
    return false;
  }

  interrupted(): boolean {
    return false;
  }
}
