import { CapabilityError, type QapiError } from "../errors/index.js";
import { EventDispatcher, type DispatcherHost } from "../events/dispatcher.js";
import type { Subscriber, Subscription } from "../events/subscription.js";
import { refusalOf } from "../session/common-session.js";
import type { Session } from "../session/session.js";

/** The names of events, or all events. */
type EventNames = readonly string[] | "all";

/** A subscription to the current connection. */
interface Forwarding {
  readonly names: EventNames;
  readonly subscription: Subscription;
}

/**
 * Forwards the events of a persistent session's current connection to its dispatcher. It subscribes only to events that
 * have a subscriber, so that the connection does not parse others.
 */
export class EventForwarder {
  readonly dispatcher: EventDispatcher;
  #session: Session | undefined;
  /** By whether the events are tagged. */
  readonly #forwardings = new Map<boolean, Forwarding>();
  /** The subscribers at the time when the connection was lost. */
  #missing: readonly Subscriber[] = [];
  #paused = false;

  constructor(host: Required<Pick<DispatcherHost, "listenerFailed" | "dropped" | "changed">>) {
    this.dispatcher = new EventDispatcher({
      ...host,
      changed: () => {
        this.#update();
        host.changed();
      },
      refusal: (interest) => this.#session && refusalOf(this.#session, interest),
      pause: () => this.#pause(),
      resume: () => this.#resume(),
    });
  }

  /** Forwards the events of this session from now on. */
  attach(session: Session): void {
    this.#session = session;
    this.#update();
  }

  /** @param lost - whether the subscribers may miss events until the next connection. */
  detach(lost: boolean): void {
    this.#session = undefined;
    this.#forwardings.clear();
    if (lost) this.#missing = this.dispatcher.subscribers;
  }

  /** Reports a gap to the subscribers that were there when the connection was lost. */
  reportGap(cause: QapiError | undefined): void {
    const missing = this.#missing;
    this.#missing = [];
    this.dispatcher.gap({ cause, restored: true }, missing);
  }

  #update(): void {
    if (this.#session === undefined) return;
    for (const tagged of [false, true]) this.#forward(this.#session, tagged);
  }

  /** Subscribes before it ends the previous subscription, so that a pause continues. */
  #forward(session: Session, tagged: boolean): void {
    const names = namesOf(this.#subscribers(tagged));
    const previous = this.#forwardings.get(tagged);
    if (isEqual(names, previous?.names ?? [])) return;
    if (names.length === 0) this.#forwardings.delete(tagged);
    else this.#forwardings.set(tagged, { names, subscription: this.#subscribe(session, names, tagged) });
    previous?.subscription.end();
  }

  #subscribe(session: Session, names: EventNames, tagged: boolean): Subscription {
    const subscription = session.subscribe({
      names: names === "all" ? undefined : names,
      tagged,
      deliver: (message, size) => this.dispatcher.dispatch(message, size),
      gap: (gap) => this.dispatcher.gap(gap, this.#subscribers(tagged)),
      // The end of a connection is not the end of the session; a server that cannot send the events is.
      ended: (error) => {
        if (error instanceof CapabilityError)
          this.dispatcher.endSubscriptions(error, this.#subscribers(tagged).filter(wantsEvents));
      },
    });
    if (this.#paused) subscription.pause();
    return subscription;
  }

  #subscribers(tagged: boolean): readonly Subscriber[] {
    return this.dispatcher.subscribers.filter((subscriber) => (subscriber.tagged ?? false) === tagged);
  }

  /** Without a connection, pauses the next one. */
  #pause(): boolean {
    const paused = [...this.#forwardings.values()].map(({ subscription }) => subscription.pause());
    this.#paused = this.#session === undefined || paused.includes(true);
    return this.#paused;
  }

  #resume(): void {
    this.#paused = false;
    for (const { subscription } of this.#forwardings.values()) subscription.resume();
  }
}

/** Whether a subscriber receives events, not only gaps and the end of the session. */
function wantsEvents({ names }: Subscriber): boolean {
  return names?.length !== 0;
}

function namesOf(subscribers: readonly Subscriber[]): EventNames {
  const names = new Set<string>();
  for (const subscriber of subscribers) {
    if (subscriber.names === undefined) return "all";
    for (const name of subscriber.names) names.add(name);
  }
  return [...names];
}

function isEqual(one: EventNames, other: EventNames): boolean {
  if (one === "all" || other === "all") return one === other;
  return one.length === other.length && one.every((name) => other.includes(name));
}
