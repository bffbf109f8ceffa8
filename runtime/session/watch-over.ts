import type { RequestOptions } from "./options.js";
import type { Site } from "./site.js";
import type { Call } from "./call.js";
import { aborted, timedOut } from "./given-up.js";
import { passDescriptors } from "./passage.js";
import { timeoutOf } from "./timeouts.js";

/** Sees to what is asked of a call beside its reply: that it is given up in time, and that its descriptors can be passed. */
export function watchOver(site: Site, call: Call, options: RequestOptions | undefined): void {
  const { core, rules } = site;
  const { command, fds } = call.request;
  const { signal } = options ?? {};
  if (signal?.aborted === true) core.cancel(call, aborted(call, signal.reason));
  else if (fds !== undefined) passDescriptors(site, call, fds);
  if (call.state === "settled") return;
  const timeout =
    options?.timeout ?? timeoutOf(command, rules.callTimeout, rules.protocol?.timeouts) ?? Infinity;
  const abort = (): void => {
    core.cancel(call, aborted(call, signal?.reason));
  };
  const expire = (): void => {
    core.cancel(call, timedOut(call, timeout));
  };
  signal?.addEventListener("abort", abort);
  const stopClock = timeout === Infinity ? undefined : rules.clock.after(timeout, expire);
  if (signal === undefined && stopClock === undefined) return;
  call.whenSettled(() => {
    stopClock?.();
    signal?.removeEventListener("abort", abort);
  });
}
