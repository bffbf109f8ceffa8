import { type QapiError } from "../errors/base.js";
import { nameWaiter } from "../errors/caller-stack.js";
import { CapabilityError } from "../errors/call.js";
import { DisconnectedError } from "../errors/connection.js";
import { EventAbortedError, EventTimeoutError } from "../errors/event.js";
import type { Clock } from "../clock.js";
import type { EventDispatcher } from "./dispatcher.js";
import { type EventMessage, isSelected } from "./event.js";
import { waitFor, type LimitErrors } from "./waiter.js";

/** The options of a wait for one event. */
export interface OnceOptions<E = EventMessage> {
  /** Rejects with an EventAbortedError when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Rejects with an EventTimeoutError after this many milliseconds. Default: no timeout. */
  readonly timeout?: number | undefined;
  /** Selects the event. If it throws, the promise rejects with what it threw. Default: any event of the name. */
  readonly where?: ((event: E) => boolean) | undefined;
}

/** Waits for the next event of a name that the options select. The subscription begins before the function returns. */
export function nextEvent<E extends EventMessage>(
  dispatcher: EventDispatcher,
  clock: Clock,
  name: E["event"],
  options: OnceOptions<E> = {},
): Promise<E> {
  const { timeout, signal, where } = options;
  const wait = waitFor<E>({ clock, timeout, signal }, waitErrors([name]), (settle) => {
    const subscription = dispatcher.subscribe({
      names: [name],
      deliver: (message) => {
        const event = message as E;
        try {
          if (isSelected(where, event)) settle.resolve(event);
        } catch (error) {
          settle.reject(error);
        }
      },
      // The event may be among those missed, and might not occur again.
      gap: ({ cause }) => settle.reject(endedBefore(name, cause)),
      ended: (error) => settle.reject(endedBefore(name, error)),
    });
    return () => subscription.end();
  });
  return nameWaiter(wait);
}

/** The errors of a wait for one of the named events, or for any event. */
export function waitErrors(names: readonly string[]): LimitErrors {
  const wanted = names.join(" or ");
  return {
    timedOut: (timeout) => new EventTimeoutError(`no ${wanted || "event"} within ${timeout} ms`),
    aborted: (cause) => new EventAbortedError(`the wait for ${wanted || "an event"} was aborted`, { cause }),
  };
}

/** The error of a wait whose session ended, reconnected or cannot receive the event. @param wanted - describes the event. */
export function endedBefore(wanted: string, cause: QapiError | undefined): QapiError {
  if (cause instanceof CapabilityError) return cause;
  return new DisconnectedError(`the connection ended before ${wanted} arrived`, { cause });
}
