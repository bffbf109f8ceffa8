import { ListenerError } from "../errors/index.js";
import { callBack } from "../events/callback.js";
import { Call, type CallFactory } from "../session/call.js";
import type { ProblemListener, SessionObserver } from "./session-observer.js";

/** Wraps an observer so that what it throws is reported, and the session goes on as without the observer. */
export function guardObserver(observer: SessionObserver, report: ProblemListener): SessionObserver {
  return new Proxy(observer, {
    get: (target, name: keyof SessionObserver) => {
      const method: unknown = Reflect.get(target, name);
      return (...args: unknown[]): unknown => {
        // What `call` and `opener` return without an observer.
        let result = name === "opener" ? args[0] : undefined;
        const failed = (cause: unknown): void => {
          if (name === "call") result = new Call(...(args as Parameters<CallFactory>));
          report(new ListenerError("an observer failed", { cause }));
        };
        callBack(() => (result = Reflect.apply(method as () => unknown, target, args)), failed);
        return result;
      };
    },
  });
}
