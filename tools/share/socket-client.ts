import type { EventMessage, Greeting } from "qapi-ts";
import { anyProtocol, createServer, type Caller, type Server } from "qapi-ts/server";
import type { AuditClient } from "./audit.js";
import { ClientCommands, type Client, type ClientHost } from "./client.js";
import type { Connection } from "./listeners/listener.js";
import type { Policy } from "./policy/policy.js";
import type { ClientInfo } from "./share-options.js";

/** How to serve a client. */
interface SocketClientOptions {
  readonly identity: AuditClient;
  readonly policy: Policy;
  /** The machine's. */
  readonly greeting: Greeting;
  readonly hasOob: boolean;
  readonly queueLimit: number;
  readonly messageLimit: number;
}

/** A client at the other end of a socket, for which this is an ordinary QMP server. */
export class SocketClient implements Client {
  readonly #commands: ClientCommands;
  readonly #server: Server;
  #reason = "the client disconnected";

  constructor(connection: Connection, host: ClientHost, options: SocketClientOptions) {
    const { identity, policy, greeting, hasOob, queueLimit, messageLimit } = options;
    this.#commands = new ClientCommands(identity, policy, host.commands);
    this.#server = createServer(
      anyProtocol,
      {},
      {
        ...(greeting.version !== undefined && { version: greeting.version }),
        capabilities: hasOob ? ["oob"] : [],
        // The machine decides which of its commands it executes out of band.
        oobCommands: "all",
        fallback: this.#execute,
        queueLimit,
        messageLimit,
        onProblem: ({ message }) => {
          this.#reason = message;
        },
      },
    );
    connection.onClosed(() => host.ended(this, this.#reason));
    this.#server.serve(connection.transport);
  }

  get identity(): AuditClient {
    return this.#commands.identity;
  }

  get info(): ClientInfo {
    return this.#commands.info;
  }

  relay(event: EventMessage): void {
    this.#server.relay(event);
  }

  close(reason: string): Promise<void> {
    this.#reason = reason;
    return this.#server.close();
  }

  readonly #execute = (command: string, args: object, caller: Caller): Promise<void> => {
    const { id, oob, signal } = caller;
    return this.#commands.execute({ command, args, oob, id, signal }, (reply) => caller.answer(reply));
  };
}
