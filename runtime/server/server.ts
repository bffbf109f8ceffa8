import { ConnectError, ListenerError, type QapiError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/frame-sink.js";
import type { AnyProtocol, EventName, Protocol, ProtocolDescriptor } from "../protocol.js";
import { systemClock } from "../clock.js";
import type { Version } from "../session/greeting.js";
import { warn } from "../session/observer.js";
import type { SignalAccessor } from "../signals/accessor.js";
import { signalsCapability } from "../signals/accessor.js";
import type { Listener } from "../events/event.js";
import { listen, type Listening, type ListenTarget } from "../node/listen.js";
import type { TransportOpener } from "../transport/transport.js";
import { Accessors } from "./accessors.js";
import type { Handler, Handlers } from "./handlers.js";
import type { ServerOptions } from "./options.js";
import { Peer, type PeerOptions } from "./peer.js";
import { Recorder, type Recording } from "./recording.js";
import { ServerSignal, type Finder, type Signal, type SignalHost } from "./signal.js";
import { eventOf, type Event } from "./wire.js";

/** What follows an event's name in `raise`: its data, where it has some. */
export type EventParameters<P extends Protocol, K extends EventName<P>> = undefined extends P["events"][K]
  ? [data?: P["events"][K]]
  : [data: P["events"][K]];

/** How a signal is served. */
export interface SignalOptions {
  /**
   * Whether the event has a default connection: it existed before signals, and clients that know nothing of them
   * expect it. Where it is left out: whether the accessor has a `match`, which says just that.
   */
  readonly defaultConnection?: boolean;
}

/** A server that speaks the QEMU Machine Protocol. */
export interface Server<P extends Protocol = AnyProtocol> extends AsyncDisposable {
  /** How many clients have negotiated, and are connected. */
  readonly clients: number;

  /** What clients asked and were told, where the option `record` is set. */
  readonly recording: Recording;

  /** Serves clients on a unix socket or a TCP port. @throws when the address cannot be had. */
  listen(target: ListenTarget): Promise<Listening>;

  /** Serves one client, over any transport. */
  serve(transport: TransportOpener): void;

  /**
   * Sends an event to every client that has negotiated, and has not dropped its default connections. Who is connected
   * through an accessor is told by the signal's own `raise`, which tells the default connections too.
   */
  raise<K extends EventName<P>>(event: K, ...data: EventParameters<P, K>): void;

  /**
   * Serves a signal: `find` is its accessor. Clients that come from now on are offered the capability `signals`.
   * @returns what raises it.
   */
  signal<A extends object, D, O>(
    accessor: SignalAccessor<A, D>,
    find: Finder<NoInfer<A>, O>,
    options?: SignalOptions,
  ): Signal<A, D, O>;

  /** Stops listening, and ends every connection once the commands that are being executed are answered. */
  close(): Promise<void>;
}

/**
 * Makes a server. It serves nobody until it is told where: by `listen`, by `serve`.
 * @param protocol - types the handlers, and `raise`; `anyProtocol` where there is no schema.
 * @param handlers - by `NoInfer` the compiler knows the protocol before it looks at them, and widens no literal.
 */
export function createServer<P extends Protocol>(
  protocol: ProtocolDescriptor<P>,
  handlers: NoInfer<Handlers<P>>,
  options: ServerOptions = {},
): Server<P> {
  return new QmpServer<P>(protocol, handlers, options);
}

const defaultQueueLimit = 16 * 1024 * 1024;
const noVersion: Version = { major: 0, minor: 0, micro: 0, package: "" };

class QmpServer<P extends Protocol> implements Server<P>, SignalHost {
  readonly recording: Recorder;
  readonly #options: ServerOptions;
  readonly #peerOptions: Omit<PeerOptions, "number" | "capabilities">;
  readonly #accessors = new Accessors();
  readonly #problem: (error: QapiError) => void;
  readonly #peers = new Set<Peer>();
  readonly #waiting: TransportOpener[] = [];
  readonly #listening: Listening[] = [];
  #served = 0;
  #closed = false;

  constructor({ noReply }: ProtocolDescriptor<P>, handlers: object, options: ServerOptions) {
    this.#options = options;
    this.#problem = options.onProblem ?? warn;
    this.recording = new Recorder(options.record ?? false);
    const byName = handlersByName(handlers);
    this.#peerOptions = {
      ...settingsOf(options),
      handlerOf: (command, client) => byName.get(command) ?? this.#accessors.handlerOf(command, client),
      noReply: new Set(noReply),
      recorder: this.recording,
      problem: this.#problem,
    };
  }

  get clients(): number {
    return [...this.#peers].filter((peer) => peer.ready).length;
  }

  async listen(target: ListenTarget): Promise<Listening> {
    const listening = await listen(target, (opener) => {
      this.serve(opener);
    });
    this.#listening.push(listening);
    return listening;
  }

  serve(transport: TransportOpener): void {
    this.#waiting.push(transport);
    this.#admit();
  }

  raise<K extends EventName<P>>(event: K, ...[data]: EventParameters<P, K>): void {
    this.broadcast(eventOf(event, data, this.now()));
  }

  signal<A extends object, D, O>(
    accessor: SignalAccessor<A, D>,
    find: Finder<NoInfer<A>, O>,
    { defaultConnection = accessor.match !== undefined }: SignalOptions = {},
  ): Signal<A, D, O> {
    const signal = new ServerSignal<A, D, O>(this, accessor, find, defaultConnection);
    this.#accessors.add(signal);
    return signal;
  }

  now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  broadcast(event: Event): void {
    for (const peer of this.#peers) if (peer.hasDefaults) peer.tell(event);
  }

  call(slot: Listener<unknown>, { name, data, timestamp }: Event): void {
    const report = (cause: unknown): void => {
      this.#problem(new ListenerError(`a slot of ${name} failed`, { cause }));
    };
    try {
      const result = slot({ event: name, data, timestamp });
      if (result instanceof Promise) result.catch(report);
    } catch (cause) {
      report(cause);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const listening = this.#listening.splice(0).map((one) => one.close());
    this.#admit();
    await Promise.all([...this.#peers].map((peer) => peer.close()));
    await Promise.all(listening);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Opens those that wait, as far as there is room. A server that has closed opens them to end them. */
  #admit(): void {
    while (this.#closed || this.#options.singleClient !== true || this.#peers.size === 0) {
      const transport = this.#waiting.shift();
      if (transport === undefined) return;
      void this.#serve(transport);
    }
  }

  async #serve(transport: TransportOpener): Promise<void> {
    const peer = new Peer({ ...this.#peerOptions, number: ++this.#served, capabilities: this.#offer() });
    this.#peers.add(peer);
    try {
      await peer.open(transport);
      if (this.#closed) await peer.close();
      await peer.closed;
    } catch (cause) {
      this.#problem(new ConnectError("connect-failed", "a client could not be served", { cause }));
    } finally {
      this.#peers.delete(peer);
      this.#admit();
    }
  }

  /** A server without signals greets as one that has never heard of them. */
  #offer(): readonly string[] {
    const { capabilities = [] } = this.#options;
    return this.#accessors.none ? capabilities : [...new Set([...capabilities, signalsCapability])];
  }
}

type Settings =
  "version" | "oobCommands" | "validators" | "clock" | "messageLimit" | "queueLimit" | "slowClients";

function settingsOf(options: ServerOptions): Pick<PeerOptions, Settings> {
  return {
    version: options.version ?? noVersion,
    oobCommands: new Set(options.oobCommands),
    validators: options.validators,
    clock: options.clock ?? systemClock,
    messageLimit: options.messageLimit ?? defaultMessageLimit,
    queueLimit: options.queueLimit ?? defaultQueueLimit,
    slowClients: options.slowClients ?? "hang-up",
  };
}

/** By a Map, so that no command's name can reach what an object inherits. */
function handlersByName(handlers: object): ReadonlyMap<string, Handler<object, unknown>> {
  const entries: [string, unknown][] = Object.entries(handlers);
  return new Map(entries.filter(isHandler));
}

/** The types of the handlers were checked against the protocol; here they only have to be functions. */
function isHandler(entry: [string, unknown]): entry is [string, Handler<object, unknown>] {
  return typeof entry[1] === "function";
}
