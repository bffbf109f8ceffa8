import type { EventMessage, Greeting, QapiError } from "qapi-ts";
import { connectTarget } from "../targets/connect.js";
import { formatTarget, parseTarget, type Target } from "../targets/target.js";
import { reasonOf, UsageError } from "../failure.js";
import { Auditor } from "./audit.js";
import type { Client, ClientHost } from "./client.js";
import { CommandRelay } from "./command-relay.js";
import { listenAtAddress } from "./listeners/listen.js";
import type { Connection, ListenOptions, ShareListener } from "./listeners/listener.js";
import { LocalClient, type SharedClient } from "./local-client.js";
import { MachineLink } from "./machine-link.js";
import { connectedEvent, disconnectedEvent } from "./own-events.js";
import { createPolicy, type Policy, type PolicyOptions } from "./policy/policy.js";
import { defaults, type ClientInfo, type ShareOptions } from "./share-options.js";
import { SocketClient } from "./socket-client.js";

/** A machine whose monitor is shared. */
export interface SharedMachine extends AsyncDisposable {
  readonly name: string;
  /** Whether the machine is connected now. */
  readonly connected: boolean;
  /** The greeting of the machine; that of the last connection if it is not connected. */
  readonly greeting: Greeting;
  readonly clients: readonly ClientInfo[];
  readonly listeners: readonly ShareListener[];
  /**
   * Lets clients connect at an address.
   * @throws UsageError (as a rejection) if the address cannot be used; its message names the fix.
   */
  listen(options: ListenOptions): Promise<ShareListener>;
  /** Adds a client in this process. @param options - its policy is that of the shared machine by default. */
  client(options: {
    readonly name: string;
    readonly policy?: PolicyOptions | Policy | undefined;
  }): SharedClient;
  /**
   * Calls a listener when the machine is connected again (`true`) or lost (`false`).
   * @returns a function that removes the listener.
   */
  onState(listener: (connected: boolean) => void): () => void;
  /** Closes the listeners, removes their sockets, disconnects the clients, and closes the connection to the machine. */
  close(): Promise<void>;
}

/**
 * Connects to a machine and shares its monitor, which serves only one client, with any number of clients. To each it is an
 * ordinary QMP server. A machine that restarts is connected again.
 * @throws ToolError (as a rejection) if the machine cannot be connected to; UsageError if the target cannot be shared.
 */
export async function shareMachine(options: ShareOptions): Promise<SharedMachine> {
  const shared = new Share(options);
  await shared.start();
  return shared;
}

/** Parses a target that can be shared. */
function sharedTarget(target: string | Target): Target {
  const parsed = typeof target === "string" ? parseTarget(target) : target;
  if (parsed.kind !== "agent") return parsed;
  throw new UsageError(
    `${formatTarget(parsed)}: a guest agent cannot be shared. Give the monitor of its machine.`,
  );
}

class Share implements SharedMachine, ClientHost {
  readonly name: string;
  readonly commands: CommandRelay;
  readonly #options: ShareOptions;
  readonly #policy: Policy;
  readonly #auditor: Auditor;
  readonly #link: MachineLink;
  readonly #clients = new Set<Client>();
  readonly #listeners = new Set<ShareListener>();
  #stateListeners: readonly ((connected: boolean) => void)[] = [];
  #lastId = 0;
  #isClosed = false;

  constructor(options: ShareOptions) {
    const target = sharedTarget(options.target);
    this.#options = options;
    this.name = options.name ?? formatTarget(target);
    this.#policy = policyOf(options.policy ?? {});
    this.#auditor = new Auditor(this.name, options.audit, (cause) =>
      this.#problem(new Error("the audit log cannot be written: further commands are refused", { cause })),
    );
    const { timeout, flags } = options;
    const settings = { ...(timeout !== undefined && { timeout }), capabilities: ["oob"], needsEvents: true };
    this.#link = new MachineLink((signal) => connectTarget(target, flags, { ...settings, signal }), {
      event: this.#relay,
      gap: () => this.#relay(connectedEvent(this.greeting)),
      connected: this.#connected,
      disconnected: this.#disconnected,
      failed: (cause) => {
        const reason = reasonOf(cause);
        this.#problem(new Error(`${reason}; trying again`, { cause }));
      },
    });
    this.commands = new CommandRelay(this.#link, this.#auditor);
  }

  start(): Promise<void> {
    return this.#link.start();
  }

  get connected(): boolean {
    return this.#link.session !== undefined;
  }

  get greeting(): Greeting {
    return this.#link.greeting;
  }

  get clients(): readonly ClientInfo[] {
    return [...this.#clients].map(({ info }) => info);
  }

  get listeners(): readonly ShareListener[] {
    return [...this.#listeners];
  }

  async listen(options: ListenOptions): Promise<ShareListener> {
    const policy = options.policy === undefined ? this.#policy : policyOf(options.policy);
    const clients = new Set<Client>();
    const { messageLimit = defaults.messageLimit } = this.#options;
    const open = await listenAtAddress(
      options,
      { messageLimit },
      {
        accept: (connection) => this.#accept(connection, open.address, policy, clients),
        problem: this.#problem,
      },
    );
    const listener: ShareListener = {
      address: open.address,
      port: open.port,
      close: async () => {
        if (!this.#listeners.delete(listener)) return;
        const closing = open.close();
        await Promise.all([...clients].map((client) => client.close("the listener was closed")));
        await closing;
      },
    };
    this.#listeners.add(listener);
    if (this.#isClosed) await listener.close();
    return listener;
  }

  client({ name, policy }: Parameters<SharedMachine["client"]>[0]): SharedClient {
    const identity = { id: ++this.#lastId, name, address: "in-process" };
    const client = new LocalClient(identity, policy === undefined ? this.#policy : policyOf(policy), this);
    this.#add(client);
    return client.shared;
  }

  onState(listener: (connected: boolean) => void): () => void {
    const own = (connected: boolean): void => listener(connected);
    this.#stateListeners = [...this.#stateListeners, own];
    return () => {
      this.#stateListeners = this.#stateListeners.filter((other) => other !== own);
    };
  }

  ended(client: Client, reason: string): void {
    if (this.#clients.delete(client)) this.#auditor.client(client.identity, { kind: "disconnected", reason });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.listeners.map((listener) => listener.close()));
    await Promise.all([...this.#clients].map((client) => client.close("the shared monitor was closed")));
    await this.#link.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(connection: Connection, address: string, policy: Policy, clients: Set<Client>): void {
    const { maxClients = defaults.maxClients, queueLimit = defaults.queueLimit } = this.#options;
    const { messageLimit = defaults.messageLimit } = this.#options;
    if (this.#clients.size >= maxClients) {
      connection.refuse();
      this.#problem(new Error(`a client at ${address} was refused: ${maxClients} are connected`));
      return;
    }
    const client = new SocketClient(connection, this, {
      identity: { id: ++this.#lastId, name: connection.peer, address },
      policy,
      greeting: this.greeting,
      hasOob: this.#link.hasOob,
      queueLimit,
      messageLimit,
    });
    clients.add(client);
    connection.onClosed(() => clients.delete(client));
    this.#add(client);
  }

  #add(client: Client): void {
    this.#clients.add(client);
    this.#auditor.client(client.identity, { kind: "connected" });
  }

  readonly #relay = (event: EventMessage): void => {
    for (const client of [...this.#clients]) client.relay(event);
  };

  readonly #connected = (): void => {
    this.#relay(connectedEvent(this.greeting));
    this.#stateChanged(true);
  };

  readonly #disconnected = (error: QapiError | undefined): void => {
    const reason = error?.message ?? "the connection was closed";
    this.#problem(new Error(`${this.name} is lost: ${reason}`, { cause: error }));
    this.#relay(disconnectedEvent(reason));
    this.#stateChanged(false);
  };

  #stateChanged(connected: boolean): void {
    for (const listener of this.#stateListeners) this.#guard(() => listener(connected));
  }

  readonly #problem = (problem: Error): void => this.#guard(() => this.#options.onProblem?.(problem));

  /** A function of the program must not affect the clients. */
  #guard(callback: () => unknown): void {
    try {
      callback();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

function policyOf(policy: PolicyOptions | Policy): Policy {
  return "check" in policy ? policy : createPolicy(policy);
}
