import type { EventMessage } from "qapi-ts";
import type { AuditClient } from "./audit.js";
import { ClientCommands, type Client, type ClientHost } from "./client.js";
import { errorOf, notSent } from "./call-failure.js";
import type { Policy } from "./policy/policy.js";
import type { CommandReply } from "./command-relay.js";
import type { ClientInfo } from "./share-options.js";

/** The options of a call of a {@link SharedClient}. */
export interface SharedCallOptions {
  /** Executes the command out of band. Default: false. */
  readonly oob?: boolean | undefined;
  /** Gives up the call if it was not sent when the signal aborts. A call that was sent is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** Who sends the command, for the audit log. Default: the name of the client. */
  readonly name?: string | undefined;
}

/** A client of a shared machine in this process. Its commands pass the policy and the audit log. */
export interface SharedClient extends AsyncDisposable {
  readonly id: number;
  readonly name: string;
  /**
   * Executes a command and returns the machine's reply. Calls may overlap; they are sent in their order.
   * @throws CommandError (as a rejection) if the machine or the policy refuses the command, DisconnectedError if it was not
   * sent, OutcomeUnknownError if the machine ended before it answered. The `cause` is the CallFailure.
   */
  call(command: string, args?: object, options?: SharedCallOptions): Promise<unknown>;
  /**
   * Calls a listener for each event of the machine, and for the shared monitor's own. What it throws is ignored.
   * @returns a function that removes the listener.
   */
  subscribe(listener: (event: EventMessage) => void): () => void;
  /** Ends the client. Calls that were not sent are rejected. */
  close(): Promise<void>;
}

/** The client in this process. */
export class LocalClient implements Client {
  readonly #commands: ClientCommands;
  readonly #host: ClientHost;
  readonly #listeners = new Set<(event: EventMessage) => void>();
  readonly #closed = new AbortController();

  constructor(identity: AuditClient, policy: Policy, host: ClientHost) {
    this.#host = host;
    this.#commands = new ClientCommands(identity, policy, host.commands);
  }

  get identity(): AuditClient {
    return this.#commands.identity;
  }

  get info(): ClientInfo {
    return this.#commands.info;
  }

  /** Returns the client's interface for the program. */
  get shared(): SharedClient {
    const { id, name } = this.identity;
    const close = (): Promise<void> => this.close("the client disconnected");
    return {
      id,
      name,
      call: (command, args, options) => this.#call(command, args, options),
      subscribe: (listener) => {
        const own = (event: EventMessage): void => listener(event);
        this.#listeners.add(own);
        return () => {
          this.#listeners.delete(own);
        };
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  }

  relay(event: EventMessage): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch {
        // It must not affect the other clients.
      }
    }
  }

  async close(reason: string): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#listeners.clear();
    this.#host.ended(this, reason);
  }

  /** The error is created after the wait, so that its stack has the caller. */
  async #call(command: string, args?: object, options?: SharedCallOptions): Promise<unknown> {
    const reply = await this.#execute(command, args, options);
    if ("value" in reply) return reply.value;
    throw errorOf(command, reply.failure);
  }

  #execute(command: string, args: object = {}, options: SharedCallOptions = {}): Promise<CommandReply> {
    const { oob = false, name, signal } = options;
    const closed = this.#closed.signal;
    if (closed.aborted) return Promise.resolve({ failure: notSent(command, "the client is closed") });
    const request = {
      command,
      args,
      oob,
      signal: signal === undefined ? closed : AbortSignal.any([signal, closed]),
    };
    return new Promise((resolve) => {
      void this.#commands.execute(request, resolve, name);
    });
  }
}
