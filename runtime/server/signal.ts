import { escapeText } from "../errors/index.js";
import type { Listener } from "../events/event.js";
import { type SignalAccessor, signalsCapability } from "../signals/accessor.js";
import { type Caller, CommandFailure, createEvent, type Handler, type OutgoingEvent } from "./handler.js";

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
   * @throws TypeError for data that cannot be written as JSON.
   */
  raise(object: O, ...data: SignalData<D>): void;

  /**
   * Connects a listener within the application. The accessor's arguments are resolved as for a client.
   * @throws the value that the finder throws (as a rejection).
   */
  connect(args: A, listener: Listener<D>): Promise<LocalConnection>;

  /**
   * Ends all connections to an object that does not exist any more. Their tags become invalid, and each client receives
   * the event `SIGNAL_DISCONNECTED` for each of its connections.
   */
  drop(object: O): void;
}

/** The part of a server that a signal uses. */
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

/** The part of a client that the signal commands use. */
export interface SignalClient {
  readonly closed: boolean;
  /** The client's own signal connections, by tag. */
  readonly signalConnections: Map<string, TaggedConnection>;
  /** The most signal connections that the client may have. */
  readonly signalConnectionLimit: number;
  hasCapability(capability: string): boolean;
  /** Sends an event over the signal connection of the tag. */
  sendEvent(event: OutgoingEvent, tag: string): void;
  /** Sends the event that informs the client that the server has ended a signal connection. */
  sendDropped(tag: string, accessor: string): void;
}

/** A connection of one client to a signal. */
export interface TaggedConnection {
  /** The name of the accessor that created it. */
  readonly accessor: string;
  /** Removes it from its signal. */
  remove(): void;
}

type AnySignal = Pick<ServerSignal<object, never, unknown>, "find" | "add"> & {
  readonly accessor: { readonly name: string };
};

type SignalHandler = (args: object, caller: Caller, client: SignalClient) => unknown;

/** The two commands of each signal accessor: `NAME-connect` and `NAME-disconnect`. */
export class SignalCommands {
  readonly #commands = new Map<string, SignalHandler>();
  #lastTag = 0;

  get isEmpty(): boolean {
    return this.#commands.size === 0;
  }

  /**
   * Adds the commands of a signal.
   * @param isTaken - whether the server has another handler for a command.
   * @throws Error if the server already has one of the commands.
   */
  add(signal: AnySignal, isTaken: (command: string) => boolean): void {
    const { name } = signal.accessor;
    const names = commandNames(name);
    for (const command of names) {
      if (this.#commands.has(command) || isTaken(command)) {
        throw new Error(
          `the signal '${name}' cannot be added: the server already has the command '${command}'`,
        );
      }
    }
    const [connectName, disconnectName] = names;
    this.#commands.set(connectName, (args, caller, client) => this.#connect(signal, args, caller, client));
    this.#commands.set(disconnectName, (args, _caller, client) => disconnect(name, args, client));
  }

  /** The handler of a command; undefined for a client that has not enabled `signals`. */
  handlerOf(command: string, client: SignalClient): Handler<object, unknown> | undefined {
    const handler = client.hasCapability(signalsCapability) ? this.#commands.get(command) : undefined;
    return handler && ((args, caller) => handler(args, caller, client));
  }

  async #connect(signal: AnySignal, args: object, caller: Caller, client: SignalClient): Promise<string> {
    const object = await signal.find(args, caller);
    const tag = `signal-${++this.#lastTag}`;
    // The client may have disconnected while its object was looked up.
    if (client.closed) return tag;
    if (client.signalConnections.size >= client.signalConnectionLimit) {
      throw new CommandFailure(
        `a client may have at most ${client.signalConnectionLimit} signal connections`,
      );
    }
    const remove = signal.add(object, {
      receive: (event) => client.sendEvent(event, tag),
      objectRemoved: () => {
        client.signalConnections.delete(tag);
        client.sendDropped(tag, signal.accessor.name);
      },
    });
    client.signalConnections.set(tag, { accessor: signal.accessor.name, remove });
    return tag;
  }
}

function commandNames(accessor: string): readonly [connect: string, disconnect: string] {
  return [`${accessor}-connect`, `${accessor}-disconnect`];
}

/**
 * Ends a signal connection. The tag identifies it; the accessor's arguments are ignored, because their object may
 * not exist any more. A tag of another client is reported like an unknown one, so that clients cannot probe for tags.
 */
function disconnect(accessor: string, args: object, { signalConnections }: SignalClient): void {
  const tag: unknown = "tag" in args ? args.tag : undefined;
  if (typeof tag !== "string") throw new CommandFailure("the argument 'tag' must be a string");
  const connection = signalConnections.get(tag);
  if (connection?.accessor !== accessor)
    throw new CommandFailure(`there is no connection '${escapeText(tag)}'`);
  signalConnections.delete(tag);
  connection.remove();
}
