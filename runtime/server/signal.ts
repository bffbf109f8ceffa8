import type { SignalAccessor } from "../signals/accessor.js";
import type { Listener } from "../events/event.js";
import type { Caller } from "./handlers.js";
import { eventOf, type Event } from "./wire.js";

/**
 * Finds the object that an accessor's arguments mean. What it throws is the client's answer: a CommandFailure with its
 * class (`DeviceNotFound`), anything else as a GenericError. Connections to the same object are told the
 * same, so it returns the same object, or an equal string, for the same thing. `caller` is undefined for the
 * application's own slots.
 */
export type Finder<A extends object, O> = (args: A, caller: Caller | undefined) => O | Promise<O>;

/** What follows the object in `raise`: the event's data, where it has some. */
export type SignalData<D> = undefined extends D ? [data?: D] : [data: D];

/** A connection of the application's own. */
export interface SlotConnection {
  /** The slot is not called again. */
  disconnect(): void;
}

/** A signal that a server has: clients connect to it, and so may the application. */
export interface Signal<A extends object, D, O> {
  /** How many are connected, to whichever object. */
  readonly connections: number;

  /**
   * Raises the signal for an object: each connection to it is told, with its tag; so is every client's default
   * connection, without one, where the event has such.
   */
  raise(object: O, ...data: SignalData<D>): void;

  /**
   * Connects a slot within the application, through the accessor as a client would. It is called as a listener is.
   * @throws what the accessor throws (as a rejection).
   */
  connect(args: A, slot: Listener<D>): Promise<SlotConnection>;

  /** Ends all connections to an object that is no more. Their tags are unknown from then on. */
  drop(object: O): void;
}

/** What a signal needs of its server. */
export interface SignalHost {
  now(): number;
  /** Sends an event to the default connections. */
  broadcast(event: Event): void;
  /** Calls a slot; what it throws harms nobody. */
  call(slot: Listener<unknown>, event: Event): void;
}

/** One who is told: a client's connection, or a slot. */
export interface Receiver {
  tell(event: Event): void;
  /** The object is no more. */
  dropped(): void;
}

/** The connections to a signal, by the object that they are to. */
export class ServerSignal<A extends object, D, O> implements Signal<A, D, O> {
  readonly accessor: SignalAccessor<A, D>;
  readonly #host: SignalHost;
  readonly #find: Finder<A, O>;
  readonly #hasDefault: boolean;
  readonly #receivers = new Map<O, Set<Receiver>>();

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
    const event = eventOf(this.accessor.event, data, this.#host.now());
    if (this.#hasDefault) this.#host.broadcast(event);
    // Who connects while it is raised is told of the next.
    for (const receiver of [...(this.#receivers.get(object) ?? [])]) receiver.tell(event);
  }

  async connect(args: A, slot: Listener<D>): Promise<SlotConnection> {
    const object = await this.#find(args, undefined);
    let connected = true;
    const drop = this.add(object, {
      tell: (event) => {
        // The accessor carries the type of its event's data, and the application raises it by that.
        if (connected) this.#host.call(slot as Listener<unknown>, event);
      },
      dropped: () => undefined,
    });
    return {
      disconnect: () => {
        connected = false;
        drop();
      },
    };
  }

  drop(object: O): void {
    const receivers = this.#receivers.get(object);
    this.#receivers.delete(object);
    for (const receiver of receivers ?? []) receiver.dropped();
  }

  /** The client's arguments were validated, as far as anybody asked for it; the accessor vouches for their type. */
  async find(args: object, caller: Caller): Promise<O> {
    return this.#find(args as A, caller);
  }

  /** @returns what ends the connection. */
  add(object: O, receiver: Receiver): () => void {
    const receivers = this.#receivers.get(object) ?? new Set();
    this.#receivers.set(object, receivers.add(receiver));
    return () => {
      receivers.delete(receiver);
      if (receivers.size === 0 && this.#receivers.get(object) === receivers) this.#receivers.delete(object);
    };
  }
}
