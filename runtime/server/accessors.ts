import { signalsCapability } from "../signals/accessor.js";
import type { Client } from "./client.js";
import { CommandFailure } from "./failure.js";
import type { Caller, Handler } from "./handlers.js";
import type { ServerSignal } from "./signal.js";

type AnySignal = Pick<ServerSignal<object, never, unknown>, "find" | "add"> & {
  readonly accessor: { readonly name: string };
};

type ClientHandler = (args: object, caller: Caller, client: Client) => unknown;

/** The wire's side of a server's signals: two commands for each accessor. */
export class Accessors {
  readonly #commands = new Map<string, ClientHandler>();
  #tags = 0;

  get none(): boolean {
    return this.#commands.size === 0;
  }

  add(signal: AnySignal): void {
    const { name } = signal.accessor;
    this.#commands.set(`${name}-connect`, (args, caller, client) =>
      this.#connect(signal, args, caller, client),
    );
    this.#commands.set(`${name}-disconnect`, (args, _caller, client) => {
      disconnect(name, args, client);
    });
  }

  /** A client that has not enabled `signals` does not find them. */
  handlerOf(command: string, client: Client): Handler<object, unknown> | undefined {
    const handler = client.has(signalsCapability) ? this.#commands.get(command) : undefined;
    return handler && ((args, caller) => handler(args, caller, client));
  }

  async #connect(signal: AnySignal, args: object, caller: Caller, client: Client): Promise<string> {
    const object = await signal.find(args, caller);
    const tag = `signal-${++this.#tags}`;
    // A client that went while its object was being looked for leaves nothing behind.
    if (client.gone) return tag;
    const drop = signal.add(object, {
      tell: (event) => {
        client.tell(event, tag);
      },
      dropped: () => client.connections.delete(tag),
    });
    client.connections.set(tag, { accessor: signal.accessor.name, drop });
    return tag;
  }
}

/**
 * Ends a connection. The tag says which; the accessor's arguments beside it are not looked at, for their object may be
 * no more. A tag that was never given, was dropped, is another accessor's or another client's: they all
 * look alike, so that nobody learns of others'.
 */
function disconnect(accessor: string, args: object, { connections }: Client): void {
  const tag: unknown = "tag" in args ? args.tag : undefined;
  if (typeof tag !== "string") throw new CommandFailure("the argument 'tag' must be a string");
  const connection = connections.get(tag);
  if (connection?.accessor !== accessor) throw new CommandFailure(`there is no connection '${tag}'`);
  connections.delete(tag);
  connection.drop();
}
