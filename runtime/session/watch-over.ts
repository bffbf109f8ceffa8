import { DescriptorError } from "../errors/call.js";
import type { Transport } from "../transport/transport.js";
import type { Call } from "./call.js";
import { descriptorsNotPassed } from "./failures.js";
import { aborted, timedOut } from "./given-up.js";
import type { RequestOptions } from "./options.js";
import type { ProtocolCore } from "./protocol-core.js";
import type { Site } from "./site.js";
import { timeoutOf } from "./timeouts.js";

/** Sees to what is asked of a call beside its reply: that it is given up in time, and that its descriptors can be passed. */
export function watchOver(
  { core, rules: { clock, callTimeout, protocol }, transport }: Site,
  call: Call,
  options: RequestOptions | undefined,
): void {
  const { signal } = options ?? {};
  if (signal?.aborted === true) core.cancel(call, aborted(call, signal.reason));
  if (call.state === "settled") return;
  if (!call.ready) makeReady(call, core, transport);
  const timeout =
    options?.timeout ?? timeoutOf(call.request.command, callTimeout, protocol?.timeouts) ?? Infinity;
  const abort = (): void => {
    core.cancel(call, aborted(call, signal?.reason));
  };
  const expire = (): void => {
    core.cancel(call, timedOut(call, timeout));
  };
  signal?.addEventListener("abort", abort);
  const stopClock = timeout === Infinity ? undefined : clock.after(timeout, expire);
  if (signal === undefined && stopClock === undefined) return;
  call.whenSettled(() => {
    stopClock?.();
    signal?.removeEventListener("abort", abort);
  });
}

/** Lets a call leave when its descriptors can be passed. */
function makeReady(call: Call, core: ProtocolCore, transport: Transport | undefined): void {
  readyDescriptors(transport).then(
    () => {
      call.ready = true;
      core.resume();
    },
    (error: unknown) => {
      core.cancel(call, descriptorsNotPassed(call, error));
    },
  );
}

async function readyDescriptors(transport: Transport | undefined): Promise<void> {
  if (transport?.readyDescriptors === undefined) {
    throw new DescriptorError(
      "only a unix socket that was connected, listened to or launched by this package can pass descriptors",
    );
  }
  await transport.readyDescriptors();
}
