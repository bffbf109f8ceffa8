import { watchLimits, type WaitLimits } from "../events/waiter.js";
import type { Call } from "./call.js";
import type { Calls } from "./call-table.js";
import { aborted, timedOut } from "./errors.js";

/** Submits a call and cancels it on timeout or abort. A call whose signal is already aborted is not submitted. */
export function submitWithLimits(calls: Calls, call: Call, limits: WaitLimits): void {
  if (limits.signal?.aborted === true) {
    call.fail(aborted(call, limits.signal.reason));
    return;
  }
  const stop = watchLimits(limits, {
    timedOut: (timeout) => {
      calls.cancel(call, timedOut(call, timeout));
    },
    aborted: (reason) => {
      calls.cancel(call, aborted(call, reason));
    },
  });
  call.onSettled(stop);
  calls.submit(call);
}
