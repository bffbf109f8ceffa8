import type { Call } from "./call.js";
import type { Clock } from "./clock.js";
import type { SessionCore } from "./core.js";
import { aborted, timedOut } from "./failures.js";
import type { CallOptions } from "./options.js";

/**
 * Submits a call, and gives it up when its options say so.
 * @returns what is to be done when the call is settled.
 */
export function submitWith(core: SessionCore, clock: Clock, call: Call, options: CallOptions): () => void {
  const { signal, timeout } = options;
  const abort = (): void => {
    core.cancel(call, aborted(call, signal?.reason));
  };
  if (signal?.aborted === true) {
    abort();
    return nothing;
  }
  core.submit(call);
  if (call.state === "settled" || (signal === undefined && timeout === undefined)) return nothing;
  signal?.addEventListener("abort", abort);
  const stopClock =
    timeout === undefined
      ? nothing
      : clock.after(timeout, () => {
          core.cancel(call, timedOut(call, timeout));
        });
  return () => {
    stopClock();
    signal?.removeEventListener("abort", abort);
  };
}

function nothing(): void {
  // A call without options leaves nothing to be undone.
}
