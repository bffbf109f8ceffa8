import type { EventGap, Session, Subscriber } from "../../../runtime/index.js";

/** Wraps a session so that a test can report a gap to its listeners, as a persistent session does. */
export function interruptible(session: Session): { session: Session; interrupt: (gap: EventGap) => void } {
  const gapListeners = new Set<(gap: EventGap) => void>();
  const handler: ProxyHandler<Session> = {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "subscribe") {
          const subscriber = args[0] as Subscriber;
          const onGap = (gap: EventGap): void => void subscriber.gap?.(gap);
          gapListeners.add(onGap);
          const subscription = target.subscribe(subscriber);
          const end = (): void => {
            gapListeners.delete(onGap);
            subscription.end();
          };
          return { ...subscription, end };
        }
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  };
  return {
    session: new Proxy(session, handler),
    interrupt: (gap) => {
      for (const onGap of gapListeners) onGap(gap);
    },
  };
}
