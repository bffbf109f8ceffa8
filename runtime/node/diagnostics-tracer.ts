import { channel } from "node:diagnostics_channel";
import type { Tracer } from "../observe/session-observer.js";

/**
 * Creates a tracer that publishes on Node's diagnostics channels: `qapi-ts:call:queued`, `qapi-ts:call:sent` and
 * `qapi-ts:call:settled` (messages with `call`, the same object for the same call; the last also with `failure` if the
 * call failed), `qapi-ts:event`, `qapi-ts:dropped`, `qapi-ts:state` and `qapi-ts:problem`. A channel without
 * subscribers costs almost nothing.
 */
export function diagnosticsTracer(): Tracer {
  const publisher = (name: string): ((message: object) => void) => {
    const target = channel(`qapi-ts:${name}`);
    return (message) => {
      if (target.hasSubscribers) target.publish(message);
    };
  };
  const queued = publisher("call:queued");
  const sent = publisher("call:sent");
  const settled = publisher("call:settled");
  return {
    queued: (call) => queued({ call }),
    sent: (call) => sent({ call }),
    settled: (call, failure) => settled({ call, failure }),
    event: publisher("event"),
    dropped: publisher("dropped"),
    state: publisher("state"),
    problem: publisher("problem"),
  };
}
