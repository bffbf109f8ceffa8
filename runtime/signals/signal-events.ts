import { QapiError } from "../errors/base.js";
import { nameWaiter } from "../errors/caller-stack.js";
import { EventDispatcher } from "../events/dispatcher.js";
import { type EventMessage, isSelected } from "../events/event.js";
import { endedBefore, type OnceOptions, waitErrors } from "../events/once.js";
import { EventQueue, type EventStream, type StreamOptions } from "../events/stream.js";
import { waitFor } from "../events/waiter.js";
import type { AnyProtocol, Protocol } from "../protocol.js";
import { clockOf, reportProblem } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import type { AccessorOf } from "./accessor.js";
import { connectAccessor } from "./connect-accessor.js";

/**
 * Returns the events of an accessor as a stream for `for await`. The request to connect leaves before the function returns.
 * The stream throws the error of the server if it refuses, and ends when the object does. When the stream ends, for any
 * reason, the connection is released.
 * @param options - the limit of the queue, the overflow policy and callbacks.
 */
export function signalEvents<A extends object, D, E extends string, P extends Protocol = AnyProtocol>(
  session: Session<P>,
  accessor: AccessorOf<P, A, D, E>,
  args: NoInfer<A>,
  options: Omit<StreamOptions, "names"> = {},
): EventStream<EventMessage<D, E>> {
  const reading = new AbortController();
  // Pauses the session, and receives no events itself.
  const pausing = session.subscribe({ names: [], deliver: () => undefined });
  const dispatcher = new EventDispatcher({
    listenerFailed: (error) => reportProblem(session, error),
    pause: () => pausing.pause(),
    resume: () => pausing.resume(),
    changed: () => {
      if (dispatcher.subscribers.length > 0) return;
      reading.abort();
      pausing.end();
    },
  });
  const queue = new EventQueue<EventMessage<D, E>>(dispatcher, options);
  const deliver = (message: EventMessage, size = 0): void => dispatcher.dispatch(withoutTag(message), size);
  const connecting = connectAccessor(session, accessor, args, deliver, {
    signal: reading.signal,
    onGap: (gap) => dispatcher.gap(gap),
  });
  connecting
    .then((connection) => connection.ended)
    .then(
      (end) => queue.finish(end, end.error && endedBefore("another event", end.error)),
      (cause: unknown) => {
        const error = cause instanceof QapiError ? cause : endedBefore("an event", undefined);
        queue.finish({ reason: "refused", error }, error);
      },
    );
  return queue;
}

/** The event as the other receivers get it, without the tag of the connection. */
export function withoutTag({ event, data, timestamp }: EventMessage): EventMessage {
  return { event, data, timestamp };
}

/**
 * Waits for the next event of an accessor, such as the deletion of one device. The request to connect leaves before the
 * function returns: call it before the command that causes the event. When the promise settles, for any reason, the
 * connection is released.
 * @throws (as rejections) EventTimeoutError, EventAbortedError, DisconnectedError if the session or the object ends, and the
 * errors of `connectAccessor`.
 */
export function onceSignal<A extends object, D, E extends string, P extends Protocol = AnyProtocol>(
  session: Session<P>,
  accessor: AccessorOf<P, A, D, E>,
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
    return () => waiting.abort();
  });
  return nameWaiter(wait);
}
