import { escapeText, type QapiError } from "../errors/base.js";
import { ListenerError } from "../errors/event.js";
import type { EventMessage } from "./event.js";
import {
  endedBySession,
  EndPromise,
  type EventGap,
  type Interest,
  type Subscriber,
  type Subscription,
} from "./subscription.js";

/** What a dispatcher needs from its owner. */
export interface DispatcherHost {
  /** Receives the error of a callback that threw or rejected. @param message - the event that it was called with. */
  listenerFailed(error: QapiError, message?: EventMessage): void;
  /** Returns the reason why a subscriber cannot receive any event. Default: none. */
  refusal?(interest: Interest): QapiError | undefined;
  /** Stops reading from the server, until `resume`. @returns false if that is not possible. Default: not possible. */
  pause?(): boolean;
  /** Called when no subscriber needs the pause any more. */
  resume?(): void;
  /** An event was discarded because a subscriber's queue was full. */
  dropped?(message: EventMessage): void;
  /** The subscribers have changed. */
  changed?(): void;
}

/** Shared, because a program may have thousands of sessions. */
const noSubscribers: readonly Subscriber[] = [];

/**
 * Delivers each event to its subscribers, in the order in which they subscribed. This is the only place where an event
 * finds its listeners, and where the error of a listener that throws is caught.
 */
export class EventDispatcher {
  readonly #host: DispatcherHost;
  /** Replaced, never modified: a subscriber added or removed during a dispatch does not change the recipients of the event. */
  #subscribers = noSubscribers;
  #pausing = noSubscribers;
  #end: { readonly error: QapiError | undefined } | undefined;

  constructor(host: DispatcherHost) {
    this.#host = host;
  }

  /** The current subscribers. */
  get subscribers(): readonly Subscriber[] {
    return this.#subscribers;
  }

  subscribe(subscriber: Subscriber): Subscription {
    // Another subscriber may end the subscription while an event or the end is delivered.
    const end = new EndPromise();
    // A copy, because the same object may subscribe more than once.
    const { names, tagged } = subscriber;
    const own: Subscriber = {
      names,
      ...(tagged === undefined ? {} : { tagged }),
      deliver: (message, size) => (end.hasEnded ? undefined : subscriber.deliver(message, size)),
      gap: (gap) => subscriber.gap?.(gap),
      ended: (error) => (end.settle(endedBySession(error)) ? subscriber.ended?.(error) : undefined),
    };
    this.add(own);
    return {
      get ended() {
        return end.promise;
      },
      end: () => {
        this.remove(own);
        end.settle({ reason: "disconnected", error: undefined });
      },
      pause: () => this.pause(own),
      resume: () => this.resume(own),
    };
  }

  /** Adds a subscriber. If no events can arrive, calls its `ended` instead. */
  add(subscriber: Subscriber): void {
    const refusal = this.refusal(subscriber);
    if (this.#end !== undefined) this.#callEnded(subscriber, this.#end.error);
    else if (refusal !== undefined) this.#callEnded(subscriber, refusal);
    else this.#replace([...this.#subscribers, subscriber]);
  }

  /** Returns the reason why a subscriber cannot receive any event. */
  refusal(interest: Interest): QapiError | undefined {
    return this.#host.refusal?.(interest);
  }

  remove(subscriber: Subscriber): void {
    if (!this.#subscribers.includes(subscriber)) return;
    this.resume(subscriber);
    this.#replace(without(this.#subscribers, subscriber));
  }

  /** Stops reading from the server until the subscriber resumes. @returns false if that is not possible. */
  pause(subscriber: Subscriber): boolean {
    // Repeated for a subscriber that pauses already, because a call makes the session read on.
    if (this.#host.pause?.() !== true) {
      // An owner with several sources may have paused some of them.
      if (this.#pausing.length === 0) this.#host.resume?.();
      return false;
    }
    if (!this.#pausing.includes(subscriber)) this.#pausing = [...this.#pausing, subscriber];
    return true;
  }

  resume(subscriber: Subscriber): void {
    if (!this.#pausing.includes(subscriber)) return;
    this.#pausing = without(this.#pausing, subscriber);
    if (this.#pausing.length === 0) this.#host.resume?.();
  }

  /** Records that a subscriber discarded an event. */
  dropped(message: EventMessage): void {
    this.#host.dropped?.(message);
  }

  /** The subscribers that receive events of this name, tagged or not. */
  audience(event: string): readonly Subscriber[] {
    return this.#subscribers.filter(({ names }) => names?.includes(event) ?? true);
  }

  /**
   * @param size - the number of characters of the event's text.
   * @param audience - the result of `audience` for the event, if the caller has it already.
   */
  dispatch(
    message: EventMessage,
    size: number,
    audience: readonly Subscriber[] = this.audience(message.event),
  ): void {
    const tagged = message.tag !== undefined;
    for (const subscriber of audience) {
      if ((subscriber.tagged ?? false) === tagged) this.#deliver(subscriber, message, size);
    }
  }

  /** Reports a gap to those of the given subscribers that are still subscribed. */
  gap(gap: EventGap, subscribers: readonly Subscriber[] = this.#subscribers): void {
    for (const subscriber of subscribers) {
      if (this.#subscribers.includes(subscriber)) {
        this.callBack("a listener for gaps", () => subscriber.gap?.(gap));
      }
    }
  }

  /** Ends the given subscriptions, by default all. Later ones are possible. */
  endSubscriptions(error: QapiError | undefined, ended: readonly Subscriber[] = this.#subscribers): void {
    this.#replace(this.#subscribers.filter((subscriber) => !ended.includes(subscriber)));
    for (const subscriber of ended) this.#callEnded(subscriber, error);
  }

  /** Ends the current subscriptions and every later one. */
  end(error: QapiError | undefined): void {
    this.#end = { error };
    this.endSubscriptions(error);
  }

  /** Reports an error that has no caller to the owner. */
  reportProblem(error: QapiError): void {
    this.#host.listenerFailed(error);
  }

  /** Calls a function of the program; the host receives its error. @param name - names the function in the error. */
  callBack(name: string, callback: () => unknown): void {
    callBack(callback, (cause) => this.#host.listenerFailed(new ListenerError(`${name} failed`, { cause })));
  }

  #deliver(subscriber: Subscriber, message: EventMessage, size: number): void {
    const failed = (cause: unknown): void => {
      const text = `a listener for ${escapeText(message.event)} failed`;
      this.#host.listenerFailed(new ListenerError(text, { cause, received: message }), message);
    };
    callBack(() => subscriber.deliver(message, size), failed);
  }

  #callEnded(subscriber: Subscriber, error: QapiError | undefined): void {
    this.callBack("a listener for the end of a session", () => subscriber.ended?.(error));
  }

  #replace(subscribers: readonly Subscriber[]): void {
    this.#subscribers = subscribers;
    this.#host.changed?.();
  }
}

function without(subscribers: readonly Subscriber[], subscriber: Subscriber): readonly Subscriber[] {
  return subscribers.filter((other) => other !== subscriber);
}

/**
 * Calls a function that the program passed. What it throws, or its promise rejects with, is reported and goes no further: a
 * callback cannot prevent what follows it.
 */
export function callBack(callback: () => unknown, failed: (cause: unknown) => void): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch(failed);
  } catch (cause) {
    failed(cause);
  }
}
