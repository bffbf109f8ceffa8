import { ConnectError } from "../errors/index.js";
import { defaultMessageLimit } from "../framing/line-framer.js";
import type { AnyProtocol, EventName, Protocol, ProtocolDescriptor } from "../protocol.js";
import { realClock, type Clock } from "../session/clock.js";
import type { Version } from "../session/message.js";
import { warn, type ProblemListener } from "../session/problems.js";
import { listen, type Listening, type ListenTarget } from "../transport/node/listen.js";
import type { TransportOpener } from "../transport/transport.js";
import type { Handler, Handlers } from "./handlers.js";
import { Peer, type PeerOptions } from "./peer.js";
import { eventText, greetingText } from "./wire.js";

/** What a server is made of. */
export interface ServerOptions<P extends Protocol = AnyProtocol> {
  /** The protocol that is spoken; it types the handlers and `raise`. */
  readonly protocol?: ProtocolDescriptor<P>;
  readonly handlers: Handlers<P>;
  /** The version to greet with; 0.0.0 where it is left out. */
  readonly version?: Version;
  /** The capabilities to offer; none where it is left out. */
  readonly capabilities?: readonly string[];
  /** The commands that may be executed out of band, for clients that enable `oob`. */
  readonly oobCommands?: readonly string[];
  /** Serve one client at a time, as a QMP socket does: others wait for their greeting. */
  readonly singleClient?: boolean;
  /** The most characters that a request may have; 64 MiB where it is left out. */
  readonly messageLimit?: number;
  /** Told of what no client is told; where it is left out, `console.warn` is. */
  readonly onProblem?: ProblemListener;
  readonly clock?: Clock;
  /** The time that events carry, in milliseconds since the Unix epoch; the real one where it is left out. */
  readonly now?: () => number;
}

/** What follows an event's name in `raise`: its data, where it has some. */
export type EventParameters<P extends Protocol, K extends EventName<P>> = undefined extends P["events"][K]
  ? [data?: P["events"][K]]
  : [data: P["events"][K]];

/** A server that speaks the QEMU Machine Protocol. */
export interface Server<P extends Protocol = AnyProtocol> extends AsyncDisposable {
  /** How many clients have negotiated, and are connected. */
  readonly clients: number;

  /** Serves clients on a unix socket or a TCP port. @throws when the address cannot be had. */
  listen(target: ListenTarget): Promise<Listening>;

  /** Serves one client, over any transport. */
  serve(transport: TransportOpener): void;

  /** Sends an event to every client that has negotiated. */
  raise<K extends EventName<P>>(event: K, ...data: EventParameters<P, K>): void;

  /** Stops listening, and ends every connection once the commands that are being executed are answered. */
  close(): Promise<void>;
}

/** Makes a server. It serves nobody until it is told where: by `listen`, by `serve`. */
export function createServer<P extends Protocol = AnyProtocol>(options: ServerOptions<P>): Server<P> {
  return new QmpServer(options);
}

class QmpServer<P extends Protocol> implements Server<P> {
  readonly #options: ServerOptions<P>;
  readonly #peerOptions: PeerOptions;
  readonly #peers = new Set<Peer>();
  readonly #waiting: TransportOpener[] = [];
  readonly #listening: Listening[] = [];
  #closed = false;

  constructor(options: ServerOptions<P>) {
    this.#options = options;
    this.#peerOptions = peerOptions(options);
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
    const text = eventText(event, data, this.#options.now?.() ?? Date.now());
    for (const peer of this.#peers) if (peer.ready) peer.send(text);
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
    const peer = new Peer(this.#peerOptions);
    this.#peers.add(peer);
    try {
      await peer.open(transport);
      if (this.#closed) await peer.close();
      await peer.closed;
    } catch (cause) {
      this.#peerOptions.problem(
        new ConnectError("connect-failed", "a client could not be served", { cause }),
      );
    } finally {
      this.#peers.delete(peer);
      this.#admit();
    }
  }
}

const noVersion: Version = { major: 0, minor: 0, micro: 0, package: "" };

function peerOptions<P extends Protocol>(options: ServerOptions<P>): PeerOptions {
  const { capabilities = [], version = noVersion } = options;
  return {
    greeting: greetingText(version, capabilities),
    capabilities,
    handlers: handlersByName(options.handlers),
    oobCommands: new Set(options.oobCommands),
    noReply: new Set(options.protocol?.noReply),
    clock: options.clock ?? realClock,
    messageLimit: options.messageLimit ?? defaultMessageLimit,
    problem: options.onProblem ?? warn,
  };
}

function handlersByName(handlers: object): ReadonlyMap<string, Handler<object, unknown>> {
  const entries: [string, unknown][] = Object.entries(handlers);
  return new Map(entries.filter(isHandler));
}

/** The types of the handlers were checked against the protocol; here they only have to be functions. */
function isHandler(entry: [string, unknown]): entry is [string, Handler<object, unknown>] {
  return typeof entry[1] === "function";
}
