import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError } from "../errors/index.js";
import type { TransportOpener } from "../transport/transport.js";

/** How long to wait before knocking again, in milliseconds. */
const pause = 20;

/**
 * Waits for its turn where a unix socket has not even room for one more to wait: a QMP socket serves one client at a
 * time, and most systems refuse the third, with EAGAIN. The caller's patience ends it, by the signal.
 */
export function queueing(opener: TransportOpener): TransportOpener {
  return async (sink, signal) => {
    for (;;) {
      try {
        return await opener(sink, signal);
      } catch (error) {
        if (!hasNoRoom(error) || signal.aborted) throw error;
        // When it fires, the next attempt fails by it.
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  };
}

function hasNoRoom(error: unknown): boolean {
  const cause = error instanceof ConnectError ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "EAGAIN";
}
