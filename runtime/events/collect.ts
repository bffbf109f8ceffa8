import { DisconnectedError, type QapiError } from "../errors/index.js";
import type { Session } from "../session/session.js";
import type { EventMessage } from "../signals/event.js";
import type { Subscriber, Subscription } from "../signals/source.js";

/** What a collector tells. */
export interface CollectorSink {
  event(message: EventMessage): void;
  /** Some events were missed. */
  gap(error: QapiError): void;
  /** No more events come: `error` where the session was lost. Told once. */
  ended(error: QapiError | undefined): void;
}

/**
 * Collects a session's events, all or the named ones.
 * @param who - the session's name, for errors.
 * @returns what it is ended by, and held.
 */
export function collect(
  session: Session,
  who: string,
  names: readonly string[] | undefined,
  sink: CollectorSink,
): Subscription {
  let over = false;
  const subscriptions: Subscription[] = [];
  const once = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
  };
  for (const [index, event] of (names ?? [undefined]).entries()) {
    const subscriber: Subscriber = {
      event,
      deliver: (message) => {
        if (!over) sink.event(message);
      },
      gap: ({ cause }) => {
        if (!over && index === 0)
          sink.gap(new DisconnectedError(`some events of ${who} were missed`, { cause }));
      },
      ended: (error) => {
        once(() => {
          sink.ended(error && new DisconnectedError(`${who} was lost`, { cause: error }));
        });
      },
    };
    subscriptions.push(session.subscribe(subscriber));
  }
  return {
    end: () => {
      over = true;
      for (const one of subscriptions) one.end();
    },
    hold: () => subscriptions[0]?.hold() ?? false,
    release: () => {
      subscriptions[0]?.release();
    },
  };
}
