import { setTimeout as sleep } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node";
import { Redactor } from "qapi-ts/observe";
import type { OwnerStores } from "../nats/stores.js";
import { machineKey, type MachineAddress } from "../subjects/machine-address.js";
import type { Subjects } from "../subjects/subjects.js";
import { EventPublisher } from "./event-publisher.js";
import type { Heartbeat } from "./heartbeat.js";
import { Ledger } from "./ledger.js";
import type { MachineAccess, OwnedMachine } from "./machine-access.js";
import { MachineLease } from "./machine-lease.js";
import { Presence } from "./presence.js";
import { RequestLog } from "./request-log.js";
import { RequestService, type RequestStep } from "./request-service.js";
import type { Responder } from "./responder.js";

/** What the machines of an owner share. */
export interface OwnerContext {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly stores: OwnerStores;
  readonly owner: string;
  readonly heartbeat: Heartbeat;
  readonly responder: Responder;
  readonly isRead: (command: string) => boolean;
  readonly onProblem: (error: Error) => void;
  readonly onStep?: ((step: RequestStep, command: string) => unknown) | undefined;
}

/** A machine while this owner has its lease. */
interface Serving {
  readonly epoch: number;
  readonly access: MachineAccess;
  readonly publisher: EventPublisher;
  readonly presence: Presence;
  readonly service: RequestService;
  /** When the connection to the machine was lost, by the monotonic clock; undefined while it is connected. */
  readonly lost: () => number | undefined;
}

/** How long an owner that ends waits for the replies of the machine, in milliseconds. */
const drainTimeout = 1_500;

/** How long an owner that starts waits until a machine is in the lists, which has the reply of the machine to a query, in milliseconds. */
const listTimeout = 1_000;

/** How long a machine that does not answer remains in the lists, in milliseconds. */
const goneAfter = 5_000;

/** Serves one machine while this owner has its lease, and waits for the lease otherwise. */
export class MachineOwner {
  readonly address: MachineAddress;
  readonly #machine: OwnedMachine;
  readonly #context: OwnerContext;
  readonly #lease: MachineLease;
  /** Kept from one lease to the next: the requests that this owner has executed. */
  readonly #log: RequestLog;
  readonly #redactor = new Redactor();
  #serving: Serving | undefined;
  #busy = false;
  #stopped = false;

  constructor(address: MachineAddress, machine: OwnedMachine, context: OwnerContext) {
    this.address = address;
    this.#machine = machine;
    this.#context = context;
    const { stores, owner, heartbeat, onProblem } = context;
    const { leases, owners, ledger } = stores;
    const key = machineKey(address);
    this.#lease = new MachineLease({ leases, owners, key, owner, heartbeat });
    this.#log = new RequestLog(new Ledger(ledger, key, (text) => this.#redactor.text(text)), onProblem);
  }

  get target(): string | undefined {
    return this.#machine.target;
  }

  /** Whether this owner serves the machine now, and clients find it. */
  get isServing(): boolean {
    return this.#serving?.presence.isListed === true && this.#lease.epoch !== undefined;
  }

  /** Acquires or confirms the lease, and starts or stops to serve the machine accordingly. Never rejects. */
  async update(): Promise<void> {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    try {
      await this.#removeIfGone();
      await this.#lease.acquire();
      const { held, epoch } = this.#lease;
      // While NATS cannot be reached, the lease cannot be confirmed; the events of the machine wait.
      if (this.#serving?.epoch !== held) await this.#stopServing();
      if (this.#serving === undefined && epoch !== undefined) await this.#serve(epoch);
    } catch (cause) {
      const { machine } = this.address;
      this.#context.onProblem(new Error(`machine ${machine} cannot be served now`, { cause }));
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Ends serving the machine and gives the lease up.
   * @param gone - whether the machine does not exist any more. Otherwise its sessions wait for the next owner.
   */
  async stop(gone: boolean): Promise<void> {
    this.#stopped = true;
    if (gone) await this.#reportLoss(true);
    await this.#stopServing(drainTimeout);
    await this.#lease.release();
  }

  /**
   * Ends the sessions of clients, as a socket does when QEMU ends. The facts are written first, so that a session that
   * connects again does not find the machine connected, and pending requests are answered first.
   * @param gone - whether the machine does not exist any more. Otherwise it may be connected to again.
   */
  async #reportLoss(gone: boolean): Promise<void> {
    const serving = this.#serving;
    if (serving === undefined) return;
    const { access, presence, publisher, service } = serving;
    await Promise.all([gone ? presence.remove() : presence.update(), service.drain(drainTimeout)]);
    if (gone || !access.connected) publisher.lost("the machine has ended, or closed its monitor");
  }

  /** A machine that was disconnected for a while is removed from the lists, until it can be connected to again. */
  async #removeIfGone(): Promise<void> {
    const lost = this.#serving?.lost();
    if (lost === undefined || performance.now() - lost < goneAfter) return;
    const presence = this.#serving?.presence;
    await this.#stopServing();
    await presence?.remove();
  }

  async #serve(servedEpoch: number): Promise<void> {
    const access = await this.#machine.connect();
    if (this.#stopped) {
      await access.close();
      return;
    }
    const { stores, ...context } = this.#context;
    const { address } = this;
    const epoch = (): number | undefined => this.#lease.epoch;
    const shared = { ...context, address, access, epoch, redactor: this.#redactor };
    const heldEpoch = (): number | undefined => this.#lease.held;
    const publisher = new EventPublisher({ ...shared, heldEpoch, jetstream: stores.jetstream });
    publisher.gap("the owner has connected to the machine");
    access.onEvent((event) => publisher.event(event));
    let lost: number | undefined;
    access.onState((connected) => {
      lost = connected ? undefined : performance.now();
      if (connected) publisher.gap("the owner has connected to the machine again");
      else void this.#reportLoss(false);
    });
    const service = new RequestService({ ...shared, log: this.#log });
    const presence = new Presence({ ...shared, machines: stores.machines });
    this.#serving = { epoch: servedEpoch, access, publisher, presence, service, lost: () => lost };
    await Promise.race([presence.update(), sleep(listTimeout, undefined, { ref: false })]);
  }

  /** @param timeout - how long to wait for replies and for events to be stored, in milliseconds. */
  async #stopServing(timeout = 0): Promise<void> {
    const serving = this.#serving;
    this.#serving = undefined;
    if (serving === undefined) return;
    const { access, publisher, presence, service } = serving;
    service.stop();
    presence.stop();
    await service.drain(timeout);
    await publisher.drain(timeout);
    publisher.stop();
    await access.close();
  }
}
