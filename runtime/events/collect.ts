import { DisconnectedError, type QapiError } from "../errors/index.js";
import type { Session } from "../session/session.js";
import type { EventMessage } from "./event.js";
import type { Subscription } from "./subscription.js";

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
  const subscription = session.subscribe({
    names,
    deliver: (message) => {
      if (!over) sink.event(message);
    },
    gap: ({ cause }) => {
      if (!over) sink.gap(new DisconnectedError(`some events of ${who} were missed`, { cause }));
    },
    ended: (error) => {
      if (over) return;
      over = true;
      sink.ended(error && new DisconnectedError(`${who} was lost`, { cause: error }));
    },
  });
  return {
    ...subscription,
    end: () => {
      over = true;
      subscription.end();
    },
  };
}
