import { ListenerError, type QapiError } from "../errors/index.js";
import type { EventMessage } from "./event.js";

/** One who is told of events. */
export interface Subscriber {
  /** Which event; undefined for all. */
  readonly event: string | undefined;
  /** Whether the events that were raised for connections are meant, and not those of the default connection. */
  readonly tagged?: boolean;
  /** Takes an event. It may return a promise, whose rejection is reported. */
  deliver(message: EventMessage): unknown;
  /** Told once when no event can come any more: `error` if the session was lost, not if it was closed. */
  ended(error: QapiError | undefined): void;
}

/** Hands each event to everybody who asked for it, in the order of asking. */
export class Hub {
  readonly #problem: (error: QapiError) => void;
  /** Never changed in place: an event on its way goes to those who asked before it came. */
  #subscribers: readonly Subscriber[] = [];
  #byEvent: Map<string, readonly Subscriber[]> = new Map<string, readonly Subscriber[]>();
  #end: { readonly error: QapiError | undefined } | undefined;

  constructor(problem: (error: QapiError) => void) {
    this.#problem = problem;
  }

  add(subscriber: Subscriber): void {
    if (this.#end !== undefined) {
      subscriber.ended(this.#end.error);
      return;
    }
    this.#subscribers = [...this.#subscribers, subscriber];
    this.#byEvent.clear();
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers = this.#subscribers.filter((other) => other !== subscriber);
    this.#byEvent.clear();
  }

  dispatch(message: EventMessage): void {
    const tagged = message.tag !== undefined;
    for (const subscriber of this.#whoAskedFor(message.event)) {
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
    this.#byEvent.clear();
    for (const subscriber of subscribers) subscriber.ended(error);
  }

  #whoAskedFor(event: string): readonly Subscriber[] {
    let found = this.#byEvent.get(event);
    if (found === undefined) {
      found = this.#subscribers.filter((one) => one.event === undefined || one.event === event);
      this.#byEvent.set(event, found);
    }
    return found;
  }

  #report(message: EventMessage): (cause: unknown) => void {
    return (cause) => {
      this.#problem(new ListenerError(`a listener to ${message.event} failed`, { cause, received: message }));
    };
  }
}
