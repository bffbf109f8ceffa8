import { EventAbortedError, ForeignConnectionError } from "../errors/event.js";
import type { EventDispatcher } from "./dispatcher.js";
import type { EventMessage, Listener } from "./event.js";
import {
  type ConnectOptions,
  endedBySession,
  EndPromise,
  type SignalConnection,
  type Subscriber,
  type SubscriptionEnd,
} from "./subscription.js";
import { onAbort } from "./waiter.js";

/**
 * How many promise reactions a program may need until it has the value of a promise: each async function that returns the
 * promise, instead of awaiting it, costs three.
 */
const reactions = 8;

/**
 * Holds the events of a new connection until the program has the connection: an event may be in the same chunk as the
 * reply that creates it, and its listener may use it.
 */
export class Handover {
  #isPending = true;
  #released: Promise<void> | undefined;

  /** Ends just before the promise that is being settled calls the program. */
  readonly end = (): void =>
    queueMicrotask(() => {
      this.#isPending = false;
    });

  /** Delivers an event now, or after the held ones. @returns what `deliver` returns, or a promise of it. */
  deliver(deliver: () => unknown): unknown {
    if (!this.#isPending && this.#released === undefined) return deliver();
    this.#released ??= this.#release();
    return this.#released.then(deliver);
  }

  async #release(): Promise<void> {
    for (let count = 0; this.#isPending || count < reactions; count++) await Promise.resolve();
    this.#released = undefined;
  }
}

/** A signal connection that refers to the session that created it. */
export interface OwnedConnection extends SignalConnection {
  /** @param owner - a session or its dispatcher. */
  isOwnedBy(owner: object): boolean;
}

/** A listener's connection to an event. It involves no command to the server. */
export class ListenerConnection<D> implements OwnedConnection {
  readonly event: string;
  readonly tag: string | undefined = undefined;
  readonly handover: Handover;
  readonly #dispatcher: EventDispatcher;
  readonly #subscriber: Subscriber;
  readonly #stopAbort: () => void;
  readonly #end = new EndPromise();
  #listener: Listener<D> | undefined;

  constructor(
    dispatcher: EventDispatcher,
    event: string,
    listener: Listener<D>,
    { signal, tagged = false, onGap }: ConnectOptions = {},
    handover: Handover = new Handover(),
  ) {
    this.handover = handover;
    this.event = event;
    this.#dispatcher = dispatcher;
    this.#listener = listener;
    this.#subscriber = {
      names: [event],
      tagged,
      // The server's schema, which the caller chose, gives the event's data its type.
      deliver: (message, size) =>
        this.handover.deliver(() => this.#listener?.(message as EventMessage<D>, size)),
      gap: (gap) => onGap?.(gap),
      ended: (error) => this.#stop(endedBySession(error)),
    };
    const abort = (): void => this.#stop({ reason: "aborted", error: undefined });
    this.#stopAbort = onAbort(signal, abort);
    if (signal?.aborted === true) abort();
    else dispatcher.add(this.#subscriber);
  }

  get ended(): Promise<SubscriptionEnd> {
    return this.#end.promise;
  }

  isOwnedBy(owner: object): boolean {
    return this.#dispatcher === owner;
  }

  disconnect(): Promise<void> {
    this.#stop({ reason: "disconnected", error: undefined });
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  #stop(end: SubscriptionEnd): void {
    if (!this.#end.settle(end)) return;
    this.#listener = undefined;
    this.#stopAbort();
    this.#dispatcher.remove(this.#subscriber);
  }
}

/** The error of a listener whose signal aborts before it is connected. */
export function connectingAborted(event: string, cause: unknown): EventAbortedError {
  return new EventAbortedError(`connecting to ${event} was aborted`, { cause });
}

/**
 * Ends a signal connection that one of the owners created: a session or its dispatcher.
 * @throws ForeignConnectionError if another session created it.
 */
export async function disconnectOwned(connection: SignalConnection, ...owners: object[]): Promise<void> {
  if (!isOwned(connection) || !owners.some((owner) => connection.isOwnedBy(owner))) {
    throw new ForeignConnectionError(`another session created the connection to ${connection.event}`);
  }
  await connection.disconnect();
}

/** Whether a signal connection refers to its session; one that a program implements itself does not. */
function isOwned(connection: SignalConnection): connection is OwnedConnection {
  return "isOwnedBy" in connection && typeof connection.isOwnedBy === "function";
}
