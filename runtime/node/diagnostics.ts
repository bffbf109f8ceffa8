import { channel } from "node:diagnostics_channel";
import type { Tracer } from "../observe/tracer.js";

/**
 * A tracer that publishes what happens on Node's diagnostics channels, for whatever in the program subscribes to them:
 * `qapi-ts:call:queued`, `qapi-ts:call:sent`, `qapi-ts:call:settled` (each with `call`, the same object for the same
 * call; the last with `failure` where it failed), `qapi-ts:event`, `qapi-ts:dropped`, `qapi-ts:state` and
 * `qapi-ts:problem`. A channel that nobody subscribes to costs next to nothing.
 */
export function diagnosticsTracer(): Tracer {
  const publish = (name: string): ((message: object) => void) => {
    const target = channel(`qapi-ts:${name}`);
    return (message) => {
      if (target.hasSubscribers) target.publish(message);
    };
  };
  const queued = publish("call:queued");
  const sent = publish("call:sent");
  const settled = publish("call:settled");
  return {
    queued: (call) => {
      queued({ call });
    },
    sent: (call) => {
      sent({ call });
    },
    settled: (call, failure) => {
      settled({ call, failure });
    },
    event: publish("event"),
    dropped: publish("dropped"),
    state: publish("state"),
    problem: publish("problem"),
  };
}
