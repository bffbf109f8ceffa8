import { escapeText } from "../errors/index.js";
import { signalsCapability } from "../signals/accessor.js";
import { CommandFailure, type Caller, type Handler } from "./handler.js";
import type { OutgoingEvent } from "./messages.js";
import type { ServerSignal } from "./signal.js";

/** A client, as the signal commands see it. */
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
    this.#commands.set(disconnectName, (args, _caller, client) => {
      disconnect(name, args, client);
    });
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
      receive: (event) => {
        client.sendEvent(event, tag);
      },
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
