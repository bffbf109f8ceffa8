import { nuid } from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import { effectOf } from "qapi-ts-tools/share";
import { closeNats, connectNats, type NatsOptions } from "../nats/connection.js";
import { serversText, withNatsErrors } from "../nats/nats-error.js";
import { createStores, defaultLease, type StoreSettings } from "../nats/stores.js";
import { machineKey } from "../subjects/machine-address.js";
import { Subjects } from "../subjects/subjects.js";
import { encodeToken } from "../subjects/token.js";
import { Heartbeat } from "./heartbeat.js";
import type { OwnedMachine } from "./machine-access.js";
import { MachineOwner, type OwnerContext } from "./machine-owner.js";
import type { RequestStep } from "./request-service.js";
import { Responder } from "./responder.js";

/** The options of {@link serveFleet}. */
export interface OwnerOptions extends NatsOptions, StoreSettings {
  /** The site and the host, which are parts of the subjects. */
  readonly site: string;
  readonly host: string;
  /** Returns the machines of the host. Called again after each interval. */
  readonly find: () => Promise<readonly OwnedMachine[]> | readonly OwnedMachine[];
  /** How often machines are looked for, in milliseconds. Default: 2,000. */
  readonly findInterval?: number;
  /** How often the client of a request that is not answered yet receives a sign of life, in milliseconds. Default: 2,000. */
  readonly workingInterval?: number;
  /** The first tokens of all subjects. Default: `qmp`. */
  readonly prefix?: string;
  /** Whether a command only reads. Its requests are not in the ledger. Default: from QEMU's effects. */
  readonly isRead?: (command: string) => boolean;
  /** Receives what fails and is tried again. Default: ignored. */
  readonly onProblem?: (error: Error) => void;
}

/** A process that serves the machines of a host. */
export interface FleetOwner extends AsyncDisposable {
  /** The id of this owner. Each run has another one. */
  readonly id: string;
  /** The names of the machines that are served now. */
  readonly serving: readonly string[];
  /** The names of the machines that another owner serves, or that cannot be connected to. */
  readonly waiting: readonly string[];
  /** Ends serving, and gives the leases up. */
  close(): Promise<void>;
}

const defaultFindInterval = 2_000;
const defaultWorkingInterval = 2_000;

/** How long `close` waits for NATS, in milliseconds. */
const closeTimeout = 5_000;

/**
 * Serves the machines of a host over NATS. Each machine has one owner: further ones wait until its lease ends.
 * @throws ConnectError (as a rejection) if NATS or JetStream cannot be reached, or the stores cannot be created; UsageError if a
 * file that the options name cannot be read; RangeError if the prefix is not tokens of subjects.
 */
export async function serveFleet(options: OwnerOptions): Promise<FleetOwner> {
  return await startOwner(options);
}

/**
 * Does the same as {@link serveFleet}, for tests that inject faults.
 * @param onStep - called at each step of a request, which waits for it.
 */
export async function startOwner(
  options: OwnerOptions,
  onStep?: (step: RequestStep, command: string) => unknown,
): Promise<FleetOwner> {
  const { site, host, lease = defaultLease, prefix, onProblem = () => undefined } = options;
  const connection = await connectNats({ name: `qmp-fleet ${site}/${host}`, ...options });
  try {
    const subjects = new Subjects(prefix);
    const failure = `the stores of the fleet cannot be created at ${serversText(options)}`;
    const stores = await withNatsErrors(failure, () => createStores(connection, subjects, options));
    const owner = `${encodeToken(site)}.${encodeToken(host)}.${nuid.next()}`;
    const facts = { site, host, pid: process.pid, started: Date.now(), lease };
    const heartbeat = new Heartbeat({ owners: stores.owners, owner, facts, lease, onProblem });
    await withNatsErrors(failure, () => heartbeat.start());
    const responder = new Responder(connection, options.workingInterval ?? defaultWorkingInterval);
    const { isRead = (command: string) => effectOf(command) === "read" } = options;
    const running = new RunningOwner(options, {
      connection,
      subjects,
      stores,
      owner,
      heartbeat,
      responder,
      isRead,
      onProblem,
      onStep,
    });
    await running.update();
    return running;
  } catch (error) {
    await closeNats(connection);
    throw error;
  }
}

class RunningOwner implements FleetOwner {
  readonly #options: OwnerOptions;
  readonly #context: OwnerContext;
  readonly #machines = new Map<string, MachineOwner>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: OwnerOptions, context: OwnerContext) {
    this.#options = options;
    this.#context = context;
  }

  get id(): string {
    return this.#context.owner;
  }

  get serving(): readonly string[] {
    return this.#names((each) => each.isServing);
  }

  get waiting(): readonly string[] {
    return this.#names((each) => !each.isServing);
  }

  /** Looks for machines, serves them, and does so again after an interval. */
  async update(): Promise<void> {
    try {
      const machines = await this.#options.find();
      const updated = this.#reconcile(machines);
      // A machine that does not answer must not delay the others later.
      if (this.#timer === undefined) await updated;
    } catch (cause) {
      this.#context.onProblem(new Error("the machines of the host cannot be found", { cause }));
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.update(), this.#options.findInterval ?? defaultFindInterval);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const { connection, responder } = this.#context;
    // Without NATS, the leases end with the heartbeat.
    await Promise.race([this.#release(), sleep(closeTimeout, undefined, { ref: false })]);
    responder.stop();
    await closeNats(connection);
  }

  async #release(): Promise<void> {
    const { connection, heartbeat, onProblem } = this.#context;
    try {
      await Promise.all([...this.#machines.values()].map((each) => each.stop(false)));
      await heartbeat.stop();
      await connection.flush();
    } catch (cause) {
      onProblem(new Error("the leases could not be given up", { cause }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #reconcile(found: readonly OwnedMachine[]): Promise<void> {
    if (this.#closed) return;
    const targets = new Map(found.map(({ name, target }) => [name, { target }]));
    for (const [name, machine] of this.#machines) {
      const current = targets.get(name);
      if (current !== undefined && current.target === machine.target) continue;
      this.#machines.delete(name);
      await machine.stop(true);
    }
    for (const machine of found) this.#add(machine);
    await Promise.all([...this.#machines.values()].map((each) => each.update()));
  }

  #add(machine: OwnedMachine): void {
    const { site, host } = this.#options;
    if (this.#machines.has(machine.name)) return;
    const address = { site, host, machine: machine.name };
    try {
      machineKey(address);
    } catch (error) {
      // The name is too long for a subject.
      if (error instanceof RangeError) this.#context.onProblem(error);
      else throw error;
      return;
    }
    this.#machines.set(machine.name, new MachineOwner(address, machine, this.#context));
  }

  #names(select: (machine: MachineOwner) => boolean): string[] {
    return [...this.#machines.values()].filter(select).map(({ address }) => address.machine);
  }
}
