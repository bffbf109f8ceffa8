import type { Listener } from "../events/event.js";
import type { SignalAccessor } from "../signals/accessor.js";
import type { Caller } from "./handler.js";
import { createEvent, type OutgoingEvent } from "./messages.js";

/**
 * Finds the object that an accessor's arguments identify. Returns the same object, or an equal string, for arguments
 * that identify the same thing: connections are grouped by it. A thrown CommandFailure becomes the error reply
 * (`DeviceNotFound`), any other thrown value a `GenericError`. `caller` is undefined for the application's own
 * listeners.
 */
export type Finder<A extends object, O> = (args: A, caller: Caller | undefined) => O | Promise<O>;

/** The parameters of `raise` after the object: the event's data, if it has any. */
export type SignalData<D> = undefined extends D ? [data?: D] : [data: D];

/** The connection of a listener within the server's application. */
export interface LocalConnection {
  /** Removes the listener. */
  disconnect(): void;
}

/** A signal of a server, to which clients and the application itself connect. */
export interface Signal<A extends object, D, O> {
  /** The number of connections to all objects. */
  readonly connections: number;

  /**
   * Raises the signal for an object: sends the event over each connection to the object, with its tag, and, if the
   * event has default connections, to every client without a tag.
   */
  raise(object: O, ...data: SignalData<D>): void;

  /**
   * Connects a listener within the application. The accessor's arguments are resolved as for a client.
   * @throws (as a rejection) the value that the finder throws.
   */
  connect(args: A, listener: Listener<D>): Promise<LocalConnection>;

  /**
   * Ends all connections to an object that does not exist any more. Their tags become invalid, and each client receives
   * the event `SIGNAL_DISCONNECTED` for each of its connections.
   */
  drop(object: O): void;
}

/** The server, as a signal sees it. */
export interface SignalHost {
  now(): number;
  /** Sends an event to the default connections. */
  broadcast(event: OutgoingEvent): void;
  /** Calls a listener within the application and reports its error. */
  notify(listener: Listener<unknown>, event: OutgoingEvent): void;
}

/** A client's connection to a signal, or a listener within the application. */
interface SignalReceiver {
  receive(event: OutgoingEvent): void;
  objectRemoved(): void;
}

/** The connections to a signal, grouped by object. */
export class ServerSignal<A extends object, D, O> implements Signal<A, D, O> {
  readonly accessor: SignalAccessor<A, D>;
  readonly #host: SignalHost;
  readonly #find: Finder<A, O>;
  readonly #hasDefault: boolean;
  readonly #receivers = new Map<O, Set<SignalReceiver>>();

  constructor(host: SignalHost, accessor: SignalAccessor<A, D>, find: Finder<A, O>, hasDefault: boolean) {
    this.accessor = accessor;
    this.#host = host;
    this.#find = find;
    this.#hasDefault = hasDefault;
  }

  get connections(): number {
    return [...this.#receivers.values()].reduce((count, set) => count + set.size, 0);
  }

  raise(object: O, ...[data]: SignalData<D>): void {
    const event = createEvent(this.accessor.event, data, this.#host.now());
    if (this.#hasDefault) this.#host.broadcast(event);
    // A copy: a receiver that is added meanwhile receives the next event.
    for (const receiver of [...(this.#receivers.get(object) ?? [])]) receiver.receive(event);
  }

  async connect(args: A, listener: Listener<D>): Promise<LocalConnection> {
    const object = await this.#find(args, undefined);
    let connected = true;
    const remove = this.add(object, {
      receive: (event) => {
        // `raise` accepts only data of the accessor's type.
        if (connected) this.#host.notify(listener as Listener<unknown>, event);
      },
      objectRemoved: () => undefined,
    });
    return {
      disconnect: () => {
        connected = false;
        remove();
      },
    };
  }

  drop(object: O): void {
    const receivers = this.#receivers.get(object);
    this.#receivers.delete(object);
    for (const receiver of receivers ?? []) receiver.objectRemoved();
  }

  /** Finds the object of a client's arguments, which the server has validated if it has validators. */
  async find(args: object, caller: Caller): Promise<O> {
    return this.#find(args as A, caller);
  }

  /** Adds a receiver. Returns a function that removes it. */
  add(object: O, receiver: SignalReceiver): () => void {
    const receivers = this.#receivers.get(object) ?? new Set();
    this.#receivers.set(object, receivers.add(receiver));
    return () => {
      receivers.delete(receiver);
      if (receivers.size === 0 && this.#receivers.get(object) === receivers) this.#receivers.delete(object);
    };
  }
}
