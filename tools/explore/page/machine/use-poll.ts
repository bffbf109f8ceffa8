import type { Session } from "qapi-ts";
import { useEffect, useState } from "preact/hooks";
import { reasonOf } from "../../../tool-error.js";

/** The latest answer of a machine to a query. */
interface Polled {
  /** Undefined until the first answer. */
  readonly value: unknown;
  /** When the answer arrived, as `performance.now()`. */
  readonly time: number;
  /** Why there is no answer. */
  readonly error: string | undefined;
}

/** The limit of each answer, in milliseconds. */
const timeout = 10_000;

/**
 * Queries a machine repeatedly while the page is visible. Each query waits for the answer of the previous one.
 * @param interval - milliseconds between an answer and the next query.
 * @param wake - starts a query at once when it changes, for example the number of events.
 */
export function usePoll(session: Session, command: string, interval: number, wake?: unknown): Polled {
  const [polled, setPolled] = useState<Polled>({ value: undefined, time: 0, error: undefined });
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async (): Promise<void> => {
      if (!document.hidden) {
        const next = await ask(session, command);
        if (isCurrent) setPolled(next);
      }
      if (isCurrent) timer = setTimeout(() => void poll(), interval);
    };
    void poll();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [session, command, interval, wake]);
  return polled;
}

async function ask(session: Session, command: string): Promise<Polled> {
  try {
    const value: unknown = await session.call(command, undefined, { timeout });
    return { value, time: performance.now(), error: undefined };
  } catch (error) {
    return { value: undefined, time: performance.now(), error: reasonOf(error) };
  }
}
