import { nameWaiter } from "../errors/caller.js";
import { isSelected } from "../events/callback.js";
import type { EventMessage } from "../events/event.js";
import { endedBefore, waitErrors, type OnceOptions } from "../events/once.js";
import { waitFor } from "../events/waiter.js";
import { clockOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import { connectAccessor } from "./connect-accessor.js";

/**
 * Waits for the next event of an accessor, such as the deletion of one device. The request to connect leaves before the
 * function returns: call it before the command that causes the event. When the promise settles, for whatever reason, the
 * connection is given back.
 * @throws (as rejections) EventTimeoutError, EventAbortedError, DisconnectedError if the session or the object ends, and the
 * errors of `connectAccessor`.
 */
export function onceSignal<A extends object, D, E extends string>(
  session: Session,
  accessor: SignalAccessor<A, D, E>,
  args: NoInfer<A>,
  options: OnceOptions<EventMessage<D, E>> = {},
): Promise<EventMessage<D, E>> {
  const { event } = accessor;
  const { timeout, signal, where } = options;
  const limits = { clock: clockOf(session), timeout, signal };
  const wait = waitFor<EventMessage<D, E>>(limits, waitErrors([event]), ({ resolve, reject }) => {
    const waiting = new AbortController();
    const deliver = (received: EventMessage<D>): void => {
      // The accessor declares the event's name.
      const message = received as EventMessage<D, E>;
      try {
        if (isSelected(where, message)) resolve(message);
      } catch (error) {
        reject(error);
      }
    };
    const connecting = connectAccessor(session, accessor, args, deliver, {
      signal: waiting.signal,
      // The event may be among those missed, and might not occur again.
      onGap: ({ cause }) => reject(endedBefore(event, cause)),
    });
    connecting.then(({ ended }) => ended.then(({ error }) => reject(endedBefore(event, error))), reject);
    return () => {
      waiting.abort();
    };
  });
  return nameWaiter(wait);
}
