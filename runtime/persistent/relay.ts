import type { QapiError } from "../errors/index.js";
import type { Session } from "../session/session.js";
import type { EventMessage } from "../events/event.js";
import type { EventSource, Subscriber, Subscription } from "../events/subscription.js";

/** Those who listen to a session that may be connected now and then: told of what comes from whichever connection. */
export class Relay implements EventSource {
  readonly #changed: () => void;
  readonly #dropped: (message: EventMessage) => void;
  readonly #subscribers = new Map<Subscriber, Subscription | undefined>();
  /** Those who listened when a connection was lost. */
  #missing: ReadonlySet<Subscriber> = new Set();
  #session: Session | undefined;
  #end: { readonly error: QapiError | undefined } | undefined;

  /** @param changed - told when somebody has come or gone. */
  constructor(changed: () => void, dropped: (message: EventMessage) => void) {
    this.#changed = changed;
    this.#dropped = dropped;
  }

  /** Whether nobody listens. */
  get idle(): boolean {
    return this.#subscribers.size === 0;
  }

  add(subscriber: Subscriber): void {
    if (this.#end !== undefined) {
      subscriber.ended(this.#end.error);
      return;
    }
    this.#subscribers.set(subscriber, undefined);
    if (this.#session !== undefined) this.#subscribe(subscriber, this.#session);
    this.#changed();
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.get(subscriber)?.end();
    if (this.#subscribers.delete(subscriber)) this.#changed();
  }

  hold(subscriber: Subscriber): boolean {
    return this.#subscribers.get(subscriber)?.hold() ?? false;
  }

  release(subscriber: Subscriber): void {
    this.#subscribers.get(subscriber)?.release();
  }

  dropped(message: EventMessage): void {
    this.#dropped(message);
  }

  /** From now on events come from this session. */
  attach(session: Session): void {
    this.#session = session;
    for (const subscriber of this.#subscribers.keys()) this.#subscribe(subscriber, session);
  }

  /** @param lost - whether those who listen may miss something until the next connection. */
  detach(lost: boolean): void {
    this.#session = undefined;
    if (lost) this.#missing = new Set(this.#subscribers.keys());
    for (const subscriber of this.#subscribers.keys()) this.#subscribers.set(subscriber, undefined);
  }

  /** Tells those who listened when the last connection was lost that they may have missed something. */
  gap(cause: QapiError | undefined): void {
    const missing = [...this.#missing].filter((subscriber) => this.#subscribers.has(subscriber));
    this.#missing = new Set();
    for (const subscriber of missing) subscriber.gap?.({ cause });
  }

  /** There will be no connection for those who listen now. */
  dismiss(error: QapiError | undefined): void {
    const subscribers = [...this.#subscribers.keys()];
    this.#subscribers.clear();
    for (const subscriber of subscribers) subscriber.ended(error);
  }

  /** There will be none at all. */
  end(error: QapiError | undefined): void {
    this.#end = { error };
    this.dismiss(error);
  }

  #subscribe(subscriber: Subscriber, session: Session): void {
    const { names, tagged } = subscriber;
    const subscription = session.subscribe({
      names,
      ...(tagged === undefined ? {} : { tagged }),
      deliver: (message) => subscriber.deliver(message),
      gap: (gap) => subscriber.gap?.(gap),
      // The end of a connection is not the end of the session.
      ended: () => undefined,
    });
    this.#subscribers.set(subscriber, subscription);
  }
}
