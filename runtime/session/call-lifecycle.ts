import type { Clock } from "../clock.js";
import type { QapiError } from "../errors/index.js";
import type { Call } from "./call.js";
import type { Calls } from "./call-table.js";
import { aborted, timedOut } from "./errors.js";

/** What limits a call. */
export interface CallLimits {
  readonly clock: Clock;
  /** In milliseconds. */
  readonly timeout: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Submits a call and gives it up on timeout or abort. A call whose signal has fired is not submitted. */
export function submitWithLimits(calls: Calls, call: Call, { clock, timeout, signal }: CallLimits): void {
  if (signal?.aborted === true) {
    call.fail(aborted(call, signal.reason));
    return;
  }
  const giveUp = (error: QapiError): void => {
    calls.cancel(call, error);
  };
  const onAbort = (): void => {
    giveUp(aborted(call, signal?.reason));
  };
  signal?.addEventListener("abort", onAbort);
  const cancelTimer =
    timeout === undefined || timeout === Infinity
      ? undefined
      : clock.after(timeout, () => {
          giveUp(timedOut(call, timeout));
        });
  call.onSettled(() => {
    cancelTimer?.();
    signal?.removeEventListener("abort", onAbort);
  });
  calls.submit(call);
}
