import { checkLimit, systemClock } from "../clock.js";
import { ConnectError, ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import type { EventMessage, Listener } from "../events/event.js";
import { defaultMessageLimit } from "../framing/line-framer.js";
import { listen, type Listening, type ListenTarget } from "../node/listen.js";
import { streamOpener } from "../node/stream-transport.js";
import type { AnyProtocol, EventName, Protocol, ProtocolDescriptor } from "../protocol.js";
import type { Version } from "../session/greeting.js";
import { limitedReporter, problemReporter } from "../observe/session-observer.js";
import { type AccessorOf, type SignalAccessor, signalsCapability } from "../signals/accessor.js";
import type { NodeDuplex } from "../transport/targets.js";
import { closeTimeout, type TransportOpener } from "../transport/transport.js";
import { ClientConnection, type ClientConnectionOptions } from "./client-connection.js";
import { createEvent, type Handler, type Handlers, type OutgoingEvent, relayedEvent } from "./handler.js";
import { type ServerOptions } from "./options.js";
import { Recorder, type Recording } from "./request.js";
import { type Finder, ServerSignal, type Signal, SignalCommands, type SignalHost } from "./signal.js";

/** The parameters of `raise` after the event's name: its data, if it has any. */
export type EventParameters<P extends Protocol, K extends EventName<P>> = undefined extends P["events"][K]
  ? [data?: P["events"][K]]
  : [data: P["events"][K]];

/** The options of {@link Server.signal}. */
export interface SignalOptions {
  /**
   * Whether the event is also sent to clients that did not connect to the signal. Default: true if the accessor has
   * a `match`, that is, if the event existed before the accessor.
   */
  readonly defaultConnection?: boolean | undefined;
}

/** A server that speaks the QEMU Machine Protocol. */
export interface Server<P extends Protocol = AnyProtocol> extends AsyncDisposable {
  /** The number of connected clients that have completed the negotiation. */
  readonly clients: number;

  /** The recorded commands and events, if the option `record` is set. */
  readonly recording: Recording;

  /**
   * Serves clients on a unix socket or a TCP port.
   * @throws ConnectError (as a rejection) if the address is not available or the server is closed.
   */
  listen(target: ListenTarget): Promise<Listening>;

  /** Serves one client over any transport, or over a connected stream of Node. */
  serve(transport: TransportOpener | { readonly stream: NodeDuplex }): void;

  /**
   * Sends an event to every client that has completed the negotiation and has not dropped the default connections.
   * Use the `raise` of a {@link Signal} for an event that has an accessor.
   * @throws TypeError for data that cannot be written as JSON.
   */
  raise<K extends EventName<P>>(event: K, ...data: EventParameters<P, K>): void;

  /**
   * Sends an event of another server, with its own timestamp and all its members, to every client that `raise` would send it
   * to. It is formatted once for any number of servers. An event of a session without a protocol can have any name.
   * @throws TypeError for an event that cannot be written as JSON.
   */
  relay<N extends string>(event: EventMessage<unknown, string extends N ? N : EventName<P>>): void;

  /**
   * Adds a signal. Each client that has enabled the capability `signals` can connect to it immediately, also if it
   * connected before. The capability is offered to clients that connect after the first signal was added, or to all clients
   * if it is in the option `capabilities`.
   * @param find - finds the object that the accessor's arguments identify.
   * @throws Error if the server already has a signal with this accessor, or a handler for one of its two commands.
   */
  signal<A extends object, D, O, E extends string = string>(
    accessor: AccessorOf<P, A, D, E>,
    find: Finder<NoInfer<A>, O>,
    options?: SignalOptions,
  ): Signal<A, D, O>;

  /**
   * Stops listening, and closes each connection after the commands in execution are answered, at the latest after 1,000 ms:
   * a handler that does not end does not prevent the server from closing.
   */
  close(): Promise<void>;
}

/** The protocol of a server without a schema: any command and any event, untyped. */
export const anyProtocol: ProtocolDescriptor<AnyProtocol> = { name: "any", noReply: [] };

/**
 * Creates a server. Call `listen` or `serve` to accept clients.
 * @param protocol - types the handlers and `raise`; {@link anyProtocol} without a schema.
 * @param handlers - the handlers by command name.
 * @throws TypeError or RangeError if a limit of the options is not a number, is negative or NaN.
 */
export function createServer<P extends Protocol>(
  protocol: ProtocolDescriptor<P>,
  // NoInfer makes the compiler infer P from the protocol alone, so that literals in replies are not widened.
  handlers: NoInfer<Handlers<P>>,
  options: ServerOptions<NoInfer<P>> = {},
): Server<P> {
  return new QmpServer<P>(protocol, handlers, options);
}

const defaultQueueLimit = 16 * 1024 * 1024;
const defaultSignalConnectionLimit = 1000;
const limitNames = ["messageLimit", "queueLimit", "signalConnectionLimit"] as const;
const defaultVersion: Version = { major: 0, minor: 0, micro: 0, package: "" };

class QmpServer<P extends Protocol> implements Server<P>, SignalHost {
  readonly recording: Recorder;
  readonly #options: ServerOptions<P>;
  readonly #handlers: ReadonlyMap<string, Handler<object, unknown>>;
  readonly #connectionOptions: Omit<ClientConnectionOptions, "number" | "capabilities">;
  readonly #signalCommands = new SignalCommands();
  readonly #reportProblem: (error: QapiError) => void;
  /** Reports what clients cause. */
  readonly #reportClientProblem: (error: QapiError) => void;
  readonly #connections = new Set<ClientConnection>();
  /** Transports that are not opened yet, because another client is served. */
  readonly #waiting: TransportOpener[] = [];
  readonly #listening: Listening[] = [];
  #lastNumber = 0;
  #closed = false;

  constructor({ noReply }: ProtocolDescriptor<P>, handlers: object, options: ServerOptions<P>) {
    const { fallback } = options;
    for (const name of limitNames) checkLimit(options[name], name);
    this.#options = options;
    this.#reportProblem = problemReporter(options.onProblem);
    this.#reportClientProblem = limitedReporter(this.#reportProblem);
    this.recording = new Recorder(options.record ?? false);
    this.#handlers = handlersByName(handlers);
    this.#connectionOptions = {
      version: options.version ?? defaultVersion,
      oobCommands: options.oobCommands === "all" ? { has: () => true } : new Set<string>(options.oobCommands),
      validators: options.validators,
      clock: options.clock ?? systemClock,
      messageLimit: options.messageLimit ?? defaultMessageLimit,
      queueLimit: options.queueLimit ?? defaultQueueLimit,
      signalConnectionLimit: options.signalConnectionLimit ?? defaultSignalConnectionLimit,
      slowClients: options.slowClients ?? "close",
      handlerOf: (command, client) =>
        this.#handlers.get(command) ??
        this.#signalCommands.handlerOf(command, client) ??
        (fallback && ((args, caller) => fallback(command, args, caller))),
      noReply: new Set(noReply),
      now: () => this.now(),
      recorder: this.recording,
      reportProblem: this.#reportClientProblem,
    };
  }

  get clients(): number {
    return [...this.#connections].filter((connection) => connection.isReady).length;
  }

  async listen(target: ListenTarget): Promise<Listening> {
    const listening = await listen(
      target,
      (opener) => this.serve(opener),
      (cause) =>
        this.#reportClientProblem(new ConnectError("connect-failed", "cannot accept a client", { cause })),
    );
    if (this.#closed) {
      await listening.close();
      throw new ConnectError("connect-failed", "cannot listen: the server is closed");
    }
    this.#listening.push(listening);
    return listening;
  }

  serve(transport: TransportOpener | { readonly stream: NodeDuplex }): void {
    this.#waiting.push(typeof transport === "function" ? transport : streamOpener(transport.stream));
    this.#serveWaiting();
  }

  raise<K extends EventName<P>>(event: K, ...[data]: EventParameters<P, K>): void {
    this.broadcast(createEvent(event, data, this.now()));
  }

  relay(event: EventMessage): void {
    this.broadcast(relayedEvent(event));
  }

  signal<A extends object, D, O>(
    accessor: SignalAccessor<A, D>,
    find: Finder<NoInfer<A>, O>,
    { defaultConnection = accessor.match !== undefined }: SignalOptions = {},
  ): Signal<A, D, O> {
    const signal = new ServerSignal<A, D, O>(this, accessor, find, defaultConnection);
    this.#signalCommands.add(signal, (command) => this.#handlers.has(command));
    return signal;
  }

  /** Falls back to the system's time, because an event must reach every client. */
  now(): number {
    let now: unknown;
    callBack(
      () => (now = this.#options.now?.()),
      (cause) => this.#reportProblem(new ListenerError("the option `now` failed", { cause })),
    );
    return typeof now === "number" && Number.isFinite(now) ? now : Date.now();
  }

  broadcast(event: OutgoingEvent): void {
    for (const connection of this.#connections) {
      if (connection.hasDefaultConnections) connection.sendEvent(event);
    }
  }

  notify(listener: Listener<unknown>, { name, data, timestamp }: OutgoingEvent): void {
    const report = (cause: unknown): void =>
      this.#reportProblem(new ListenerError(`a listener of ${name} failed`, { cause }));
    callBack(() => listener({ event: name, data, timestamp }), report);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const listening = this.#listening.splice(0).map((each) => each.close());
    this.#serveWaiting();
    await Promise.all([...this.#connections].map((connection) => connection.close(closeTimeout)));
    await Promise.all(listening);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Serves the waiting transports, one at a time with `singleClient`. A closed server opens them to close them. */
  #serveWaiting(): void {
    while (this.#closed || this.#options.singleClient !== true || this.#connections.size === 0) {
      const transport = this.#waiting.shift();
      if (transport === undefined) return;
      void this.#serve(transport);
    }
  }

  async #serve(transport: TransportOpener): Promise<void> {
    const connection = new ClientConnection({
      ...this.#connectionOptions,
      number: ++this.#lastNumber,
      capabilities: this.#offeredCapabilities(),
    });
    this.#connections.add(connection);
    try {
      await connection.open(transport);
      if (this.#closed) await connection.close(closeTimeout);
      await connection.ended;
    } catch (cause) {
      this.#reportClientProblem(new ConnectError("connect-failed", "cannot serve a client", { cause }));
    } finally {
      this.#connections.delete(connection);
      this.#serveWaiting();
    }
  }

  #offeredCapabilities(): readonly string[] {
    const { capabilities = [] } = this.#options;
    return this.#signalCommands.isEmpty ? capabilities : [...new Set([...capabilities, signalsCapability])];
  }
}

/** A Map, so that a client cannot name a member of Object.prototype as a command. */
function handlersByName(handlers: object): ReadonlyMap<string, Handler<object, unknown>> {
  const entries: [string, unknown][] = Object.entries(handlers);
  return new Map(entries.filter(isHandler));
}

/** The types of the handlers are checked against the protocol at compile time. */
function isHandler(entry: [string, unknown]): entry is [string, Handler<object, unknown>] {
  return typeof entry[1] === "function";
}
