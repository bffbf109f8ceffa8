import type { Clock } from "../clock.js";
import { ConnectError } from "../errors/index.js";
import { sleep } from "../events/waiter.js";
import type { TransportOpener } from "../transport/transport.js";

/** The delays between two attempts to connect, in milliseconds. */
const [firstDelay, longestDelay] = [10, 200];

/** Connects again while no server listens, until the signal aborts. */
export function waitForServer(opener: TransportOpener, clock: Clock): TransportOpener {
  return async (sink, signal) => {
    for (let delay = firstDelay; ; delay = Math.min(2 * delay, longestDelay)) {
      try {
        return await opener(sink, signal);
      } catch (error) {
        if (!(error instanceof ConnectError && error.code === "connect-refused")) throw error;
        await sleep(clock, delay, signal);
        if (signal.aborted) throw error;
      }
    }
  };
}
