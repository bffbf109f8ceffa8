import type { ConnectOptions, EventGap, Session } from "../../../runtime/index.js";

/** A session that reconnects, as far as who listens can see: a test says when it was lost and is there again. */
export function interruptible(session: Session): { session: Session; interrupt: (gap: EventGap) => void } {
  const told = new Set<(gap: EventGap) => void>();
  const handler: ProxyHandler<Session> = {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "connectSignal") {
          const { onGap } = (args[2] ?? {}) as ConnectOptions;
          if (onGap !== undefined) told.add(onGap);
        }
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  };
  return {
    session: new Proxy(session, handler),
    interrupt: (gap) => {
      for (const tell of told) tell(gap);
    },
  };
}
