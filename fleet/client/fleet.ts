import type { NatsConnection } from "@nats-io/transport-node";
import {
  ArgumentsError,
  connectOnDemand,
  type AnyProtocol,
  type OnDemandOptions,
  type Protocol,
  type Session,
  type TransportOpener,
} from "qapi-ts";
import { parseFacts, type MachineFacts } from "../messages/machine-facts.js";
import { toJson } from "../messages/body.js";
import { closeNats } from "../nats/connection.js";
import { withNatsErrors } from "../nats/nats-error.js";
import type { Stores } from "../nats/stores.js";
import { machineKey, parseAddress, type MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";
import type { ConnectionState } from "./connection-state.js";
import { each, type EachOptions, type EachResult } from "./each.js";
import { readEvents, type FleetEventOptions, type FleetEvents } from "./fleet-events.js";
import { fleetTransport } from "./fleet-transport.js";
import { listMachines, type MachineList, type Where } from "./machine-list.js";
import { MachineTracker } from "./machine-tracker.js";
import type { FleetReply, RequestSender } from "./request-sender.js";

/** The settings of the session of a machine: those of `connectOnDemand`, without the target. */
export type MachineSettings<P extends Protocol = AnyProtocol> = Omit<
  Extract<OnDemandOptions<P>, { readonly transport: unknown }>,
  "transport"
>;

/** An address, or its text: `SITE/HOST/MACHINE`, or `HOST/MACHINE` in the site of the fleet. */
export type MachineName = string | MachineAddress;

/** The options of `fleet.request`. */
export interface RequestOptions {
  /** The id of the request. A request with an id that was used before is not executed again. Default: a new one. */
  readonly id?: string;
  /** Default: false. */
  readonly oob?: boolean;
}

/** The machines of many hosts. */
export interface Fleet extends AsyncDisposable {
  /**
   * Returns the machines that match a condition, as a list that changes with the fleet.
   * @throws ConnectError (as a rejection) if the fleet has no owner yet, the user may not read it, or NATS has no JetStream.
   */
  machines(options?: { readonly where?: Where }): Promise<MachineList>;

  /**
   * Returns the session of a machine. It connects when it has a call or a listener. A call rejects with a
   * DisconnectedError if it was not sent, a CommandError if it was refused, and an OutcomeUnknownError if it may have been
   * executed.
   * @throws RangeError if the text is not an address.
   */
  machine<P extends Protocol = AnyProtocol>(machine: MachineName, settings?: MachineSettings<P>): Session<P>;

  /**
   * Returns a transport to a machine, for `connect` and `connectPersistent`.
   * @throws RangeError if the text is not an address.
   */
  transport(machine: MachineName): TransportOpener;

  /**
   * Reads the events of machines: live, from a time on, or where a durable consumer ended.
   * @throws ConnectError (as a rejection) if the fleet has no owner yet, the user may not read its events, or NATS has no
   * JetStream.
   */
  events(options?: FleetEventOptions): Promise<FleetEvents>;

  /** Calls a function for each machine, and returns the outcome of each call, in the order of the machines. */
  each<T, P extends Protocol = AnyProtocol>(
    machines: Iterable<MachineFacts | MachineAddress>,
    call: (session: Session<P>, machine: MachineAddress) => Promise<T>,
    options?: EachOptions & { readonly settings?: MachineSettings<P> },
  ): Promise<EachResult<MachineAddress, T>[]>;

  /**
   * Sends one command, without a session.
   * @throws RangeError if the text is not an address, ArgumentsError if the arguments have no JSON form; both as
   * rejections.
   */
  request(
    machine: MachineName,
    command: string,
    args?: object,
    options?: RequestOptions,
  ): Promise<FleetReply>;

  /**
   * Returns the outcome of a request. If it has not arrived, it is `not-sent` and never will be executed. The state is
   * `unknown` also if no owner answers.
   * @throws RangeError (as a rejection) if the text is not an address.
   */
  outcome(machine: MachineName, id: string): Promise<FleetReply>;

  /** Ends the sessions, lists and events, and the connection to NATS. */
  close(): Promise<void>;
}

/** What a fleet consists of. */
interface FleetParts {
  readonly connection: NatsConnection;
  /** The addresses of NATS, for messages. */
  readonly servers: string;
  readonly state: ConnectionState;
  readonly subjects: Subjects;
  readonly stores: Stores;
  readonly sender: RequestSender;
  readonly site: string | undefined;
  readonly onProblem: (error: Error) => void;
}

export class NatsFleet implements Fleet {
  readonly #parts: FleetParts;
  #tracker: MachineTracker | undefined;
  readonly #sessions = new Set<Session>();
  readonly #closing = new AbortController();

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  async machines({ where }: { readonly where?: Where } = {}): Promise<MachineList> {
    const { stores, state, onProblem } = this.#parts;
    const tracker = (this.#tracker ??= new MachineTracker(stores, state, onProblem));
    await withNatsErrors(this.#failure("the list of machines"), async () => {
      try {
        await tracker.ready;
      } catch (error) {
        tracker.stop();
        if (this.#tracker === tracker) this.#tracker = undefined;
        throw error;
      }
    });
    return listMachines(tracker, where);
  }

  machine<P extends Protocol = AnyProtocol>(
    machine: MachineName,
    settings: MachineSettings<P> = {},
  ): Session<P> {
    const session = connectOnDemand<P>({ ...settings, transport: this.transport(machine) });
    const known: Session = session as Session;
    this.#sessions.add(known);
    void session.closed.then(() => this.#sessions.delete(known));
    return session;
  }

  transport(machine: MachineName): TransportOpener {
    return fleetTransport({ ...this.#parts, factsOf: this.#factsOf }, this.#address(machine));
  }

  async events(options: FleetEventOptions = {}): Promise<FleetEvents> {
    const { stores, subjects } = this.#parts;
    const { signal: closing } = this.#closing;
    const signal = options.signal === undefined ? closing : AbortSignal.any([options.signal, closing]);
    return await withNatsErrors(this.#failure("the events"), () =>
      readEvents(stores, subjects, { ...options, signal }),
    );
  }

  async each<T, P extends Protocol = AnyProtocol>(
    machines: Iterable<MachineAddress>,
    call: (session: Session<P>, machine: MachineAddress) => Promise<T>,
    { settings, ...options }: EachOptions & { readonly settings?: MachineSettings<P> } = {},
  ): Promise<EachResult<MachineAddress, T>[]> {
    const callOne = async (machine: MachineAddress): Promise<T> => {
      const session = this.machine<P>(machine, settings);
      try {
        return await call(session, machine);
      } finally {
        await session.close();
      }
    };
    return await each(machines, callOne, options);
  }

  async request(
    machine: MachineName,
    command: string,
    args?: object,
    { id, oob = false }: RequestOptions = {},
  ): Promise<FleetReply> {
    const text = args === undefined ? undefined : argumentsText(command, args);
    return await this.#parts.sender.send({ address: this.#address(machine), command, text, oob, id });
  }

  async outcome(machine: MachineName, id: string): Promise<FleetReply> {
    return await this.#parts.sender.outcome(this.#address(machine), id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#tracker?.stop();
    this.#parts.sender.close();
    await closeNats(this.#parts.connection);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #failure(what: string): string {
    return `${what} cannot be read at ${this.#parts.servers}: no owner has served it yet, or the user may not read it`;
  }

  #address(machine: MachineName): MachineAddress {
    return typeof machine === "string" ? parseAddress(machine, this.#parts.site) : machine;
  }

  /** From the list of machines if it is followed and has the machine, otherwise from the bucket: the list may lag. */
  readonly #factsOf = async (address: MachineAddress): Promise<MachineFacts | undefined> => {
    const key = machineKey(address);
    await this.#tracker?.ready.catch(() => undefined);
    const listed = this.#tracker?.get(key);
    if (listed !== undefined) return listed;
    const { machines, owners } = this.#parts.stores;
    const entry = await machines.get(key);
    const facts = entry?.operation === "PUT" ? parseFacts(entry.string()) : undefined;
    if (facts === undefined) return undefined;
    const owner = await owners.get(facts.owner);
    return owner?.operation === "PUT" ? facts : undefined;
  };
}

function argumentsText(command: string, args: object): string {
  try {
    return toJson(args);
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be written as JSON`, { command, cause });
  }
}
