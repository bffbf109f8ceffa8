import type { QapiError } from "../errors/base.js";
import { ListenerError } from "../errors/signal.js";
import type { EventMessage } from "./event.js";
import type { EventSource, Subscriber } from "./subscription.js";

/** Who asked for which event. */
interface Index {
  readonly named: ReadonlyMap<string, readonly Subscriber[]>;
  /** Those who asked for all events. */
  readonly others: readonly Subscriber[];
}

function indexOf(subscribers: readonly Subscriber[]): Index {
  const all = new Set(subscribers.flatMap(({ names }) => names ?? []));
  const whoAskFor = (name: string): readonly Subscriber[] =>
    subscribers.filter(({ names }) => names?.includes(name) ?? true);
  const others = subscribers.filter(({ names }) => names === undefined);
  return {
    named: new Map([...all].map((name) => [name, whoAskFor(name)])),
    others,
  };
}

/** Thousands of sessions may have no subscribers. */
const nobody: readonly Subscriber[] = [];

/** What a hub has done by its session; for `hold` and the others see {@link EventSource}. */
export interface DispatcherEffects {
  problem(error: QapiError): void;
  hold?(subscriber: Subscriber): boolean;
  release?(subscriber: Subscriber): void;
  dropped?(message: EventMessage): void;
}

/** Hands each event to everybody who asked for it, in the order of asking. */
export class EventDispatcher implements EventSource {
  readonly #effects: DispatcherEffects;
  /** Never changed in place: an event on its way goes to those who asked before it came. */
  #subscribers: readonly Subscriber[] = nobody;
  /** Holds the names that were asked for and no others: a server may invent as many as it likes. */
  #index: Index | undefined;
  #end: { readonly error: QapiError | undefined } | undefined;

  constructor(effects: DispatcherEffects) {
    this.#effects = effects;
  }

  add(subscriber: Subscriber): void {
    if (this.#end !== undefined) {
      subscriber.ended(this.#end.error);
      return;
    }
    this.#subscribers = [...this.#subscribers, subscriber];
    this.#index = undefined;
  }

  hold(subscriber: Subscriber): boolean {
    return this.#effects.hold?.(subscriber) ?? false;
  }

  release(subscriber: Subscriber): void {
    this.#effects.release?.(subscriber);
  }

  dropped(message: EventMessage): void {
    this.#effects.dropped?.(message);
  }

  remove(subscriber: Subscriber): void {
    this.release(subscriber);
    this.#subscribers = this.#subscribers.filter((other) => other !== subscriber);
    this.#index = undefined;
  }

  /** @param audience - who asked for such events, where that has been found out. */
  dispatch(message: EventMessage, audience: readonly Subscriber[] = this.audience(message.event)): void {
    const tagged = message.tag !== undefined;
    for (const subscriber of audience) {
      if ((subscriber.tagged ?? false) !== tagged) continue;
      try {
        const result: unknown = subscriber.deliver(message);
        if (result instanceof Promise) result.catch(this.#report(message));
      } catch (error) {
        this.#report(message)(error);
      }
    }
  }

  end(error: QapiError | undefined): void {
    const subscribers = this.#subscribers;
    this.#end = { error };
    this.#subscribers = [];
    this.#index = undefined;
    for (const subscriber of subscribers) subscriber.ended(error);
  }

  /** Who asked for such events. */
  audience(event: string): readonly Subscriber[] {
    const { named, others } = this.#indexed();
    return named.get(event) ?? others;
  }

  #indexed(): Index {
    return (this.#index ??= indexOf(this.#subscribers));
  }

  #report(message: EventMessage): (cause: unknown) => void {
    return (cause) => {
      this.#effects.problem(
        new ListenerError(`a listener to ${message.event} failed`, { cause, received: message }),
      );
    };
  }
}
