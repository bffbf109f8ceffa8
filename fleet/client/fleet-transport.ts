import type { NatsConnection } from "@nats-io/transport-node";
import type { Transport, TransportOpener, TransportSink } from "qapi-ts";
import { isObject, parseObject, toJson } from "../messages/body.js";
import type { MachineFacts } from "../messages/machine-facts.js";
import { formatAddress, type MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";
import type { ConnectionState } from "./connection-state.js";
import { EventFeed } from "./event-feed.js";
import type { RequestSender } from "./request-sender.js";

/** What the transports of a fleet share. */
interface TransportContext {
  readonly connection: NatsConnection;
  readonly state: ConnectionState;
  readonly subjects: Subjects;
  readonly sender: RequestSender;
  /** Returns the facts of a machine; undefined if it is not in the fleet. */
  readonly factsOf: (address: MachineAddress) => Promise<MachineFacts | undefined>;
}

/**
 * Returns an opener of transports that speak the QEMU Machine Protocol with a session in this process, and carry its
 * commands to the owner of a machine. An error with the member `outcome` reports a command that was not executed.
 */
export function fleetTransport(context: TransportContext, address: MachineAddress): TransportOpener {
  return async (sink, signal) => {
    const transport = new FleetTransport(context, address, sink);
    try {
      // The events from the greeting on are received.
      const facts = await context.factsOf(address);
      signal.throwIfAborted();
      if (facts === undefined) throw new Error(`machine ${formatAddress(address)} is not in the fleet`);
      if (!facts.connected) throw notConnected(address);
      transport.greet(facts);
      return transport;
    } catch (error) {
      transport.stop();
      throw error;
    }
  };
}

function notConnected(address: MachineAddress): Error {
  return new Error(`machine ${formatAddress(address)} has ended, or closed its monitor`);
}

class FleetTransport implements Transport {
  readonly #context: TransportContext;
  readonly #address: MachineAddress;
  readonly #sink: TransportSink;
  readonly #feed: EventFeed;
  readonly #removeListener: () => void;
  #ended = false;

  constructor(context: TransportContext, address: MachineAddress, sink: TransportSink) {
    this.#context = context;
    this.#address = address;
    this.#sink = sink;
    this.#feed = new EventFeed(context.connection, context.subjects, address, {
      event: (text) => this.#receive(text),
      gap: (cause) => {
        sink.gap?.(cause);
      },
      lost: (cause) => {
        // A reply that arrived before, in the same chunk, is received in a microtask.
        setImmediate(() => this.#end(cause));
      },
    });
    this.#removeListener = context.state.add({
      reconnected: () => {
        sink.gap?.(new Error("the connection to NATS was lost"));
        void this.#endIfLost();
      },
    });
  }

  greet({ greeting: { version, capabilities } }: MachineFacts): void {
    const { package: packaging = "", ...qemu } = version ?? {};
    const reported = version === undefined ? undefined : { qemu, package: packaging };
    this.#receive(toJson({ QMP: { version: reported, capabilities } }));
  }

  send(text: string): Promise<void> {
    for (const line of text.split("\n")) if (line.trim() !== "") this.#request(line);
    return Promise.resolve();
  }

  close(): void {
    if (this.#ended) return;
    this.stop();
    queueMicrotask(() => this.#sink.closed());
  }

  /** Ends the session with an error. */
  #end(cause: Error): void {
    if (this.#ended) return;
    this.stop();
    this.#sink.closed(cause);
  }

  /** The report that the machine was lost may have been missed. Without an owner, the next one may serve it. */
  async #endIfLost(): Promise<void> {
    const facts = await this.#context.factsOf(this.#address).catch(() => undefined);
    if (facts?.connected === false) this.#end(notConnected(this.#address));
  }

  stop(): void {
    this.#ended = true;
    this.#feed.stop();
    this.#removeListener();
  }

  #request(line: string): void {
    const request = parseObject(line) ?? {};
    const { id, arguments: args } = request;
    const oob = "exec-oob" in request;
    const command = oob ? request["exec-oob"] : request["execute"];
    if (typeof command !== "string") return;
    // The owner has negotiated the capabilities that the greeting offers.
    if (command === "qmp_capabilities") {
      queueMicrotask(() => this.#receive(toJson({ return: {}, id })));
      return;
    }
    const text = isObject(args) ? toJson(args) : undefined;
    void this.#context.sender
      .send({ address: this.#address, command, text, oob })
      .then((reply) => this.#receive(`${reply.text.slice(0, -1)},"id":${toJson(id)}}`));
  }

  /** @param text - a message in one line. */
  #receive(text: string): void {
    if (!this.#ended) this.#sink.data(`${text}\r\n`);
  }
}
