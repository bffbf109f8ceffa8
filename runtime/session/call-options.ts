import type { Call } from "./call.js";
import type { Clock } from "./clock.js";
import { aborted, timedOut } from "./failures.js";
import type { CallOptions } from "./options.js";
import type { ProtocolCore } from "./protocol-core.js";
import type { SessionRules } from "./rules.js";
import { timeoutOf } from "./timeouts.js";

/** Submits a call, and gives it up when its options say so, or its session, or what is known of the command. */
export function submitWith(
  core: ProtocolCore,
  { clock, callTimeout, protocol }: SessionRules,
  call: Call,
  options: CallOptions | undefined,
): void {
  const signal = options?.signal;
  if (signal?.aborted === true) {
    core.cancel(call, aborted(call, signal.reason));
    return;
  }
  core.submit(call);
  if (call.state === "settled") return;
  const usual = timeoutOf(call.request.command, callTimeout, protocol?.timeouts);
  const timeout = options?.timeout ?? usual ?? Infinity;
  if (signal === undefined && timeout === Infinity) return;
  giveUp(core, clock, call, signal, timeout);
}

function giveUp(
  core: ProtocolCore,
  clock: Clock,
  call: Call,
  signal: AbortSignal | undefined,
  timeout: number,
): void {
  const abort = (): void => {
    core.cancel(call, aborted(call, signal?.reason));
  };
  const expire = (): void => {
    core.cancel(call, timedOut(call, timeout));
  };
  signal?.addEventListener("abort", abort);
  const stopClock = timeout === Infinity ? undefined : clock.after(timeout, expire);
  call.whenSettled(() => {
    stopClock?.();
    signal?.removeEventListener("abort", abort);
  });
}
