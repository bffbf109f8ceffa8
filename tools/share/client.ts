import type { EventMessage } from "qapi-ts";
import type { AuditClient } from "./audit.js";
import type { ClientInfo } from "./share-options.js";
import type { ClientCommand, CommandRelay, CommandReply, CommandSource } from "./command-relay.js";
import type { Policy } from "./policy/policy.js";

/** A client of a shared machine, in this process or at the other end of a socket. */
export interface Client {
  /** Who it is. */
  readonly identity: AuditClient;
  readonly info: ClientInfo;
  /** Passes on an event. */
  relay(event: EventMessage): void;
  /** Disconnects the client. @param reason - for the audit log. */
  close(reason: string): Promise<void>;
}

/** What a client needs of the shared machine. */
export interface ClientHost {
  readonly commands: CommandRelay;
  /** Called once, when the client has gone. */
  ended(client: Client, reason: string): void;
}

/** The commands of one client. */
export class ClientCommands {
  readonly #commands: CommandRelay;
  readonly #source: CommandSource;
  readonly #since = Date.now();
  #calls = 0;

  constructor(client: AuditClient, policy: Policy, commands: CommandRelay) {
    this.#commands = commands;
    this.#source = { client, policy };
  }

  get identity(): AuditClient {
    return this.#source.client;
  }

  get info(): ClientInfo {
    return { ...this.#source.client, since: this.#since, calls: this.#calls };
  }

  /** @param name - who sends it, if a client sends the commands of several. */
  execute(command: ClientCommand, answer: (reply: CommandReply) => void, name?: string): Promise<void> {
    this.#calls++;
    const { client, policy } = this.#source;
    const source = name === undefined ? this.#source : { client: { ...client, name }, policy };
    return this.#commands.execute(source, command, answer);
  }
}
