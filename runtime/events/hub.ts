import { DisconnectedError, printable, type QapiError } from "../errors/index.js";
import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import { systemClock } from "../clock.js";
import type { Session } from "../session/session.js";
import type { EventMessage } from "./event.js";
import type { Subscription } from "./subscription.js";
import { collect } from "./collect.js";
import type { InboxOptions, EventInbox } from "./inbox.js";
import { Ledger } from "./ledger.js";
import { LedgerInbox } from "./ledger-inbox.js";
import type { AnyMask } from "./request.js";

/** Where an event came from, under the name by which the machine joined. */
export interface FromMachine<M> {
  readonly machine: M;
}

/** Chooses by machine; any, where it is left out. */
export interface OfMachine<M> {
  readonly machine?: M;
}

/** How a hub is kept. */
export interface HubOptions<M, P extends Protocol = AnyProtocol> extends InboxOptions<
  EventOf<P> & FromMachine<M>
> {
  /** Told when a machine has left because its session ended: `error` where it was lost. */
  readonly onLeave?: (machine: M, error: QapiError | undefined) => void;
}

/**
 * The events of many machines at one desk, each with the machine that it came from. Who waits for one machine's event is
 * told when that machine's session ends; who waits for any machine's goes on waiting, since others may join.
 */
export interface EventHub<M, P extends Protocol = AnyProtocol> extends EventInbox<
  P,
  FromMachine<M>,
  OfMachine<M>
> {
  /** The machines that are in. */
  readonly machines: readonly M[];

  /**
   * Takes a session in, until it ends or is taken out. A machine that joins again, with another session, leaves its old
   * one. `machine` is what its events are told by: a name, or any value that is the same each time.
   */
  join(machine: M, session: Session<P>): void;

  /** Takes a machine out. Its session goes on. @returns whether it was in. */
  leave(machine: M): boolean;
}

/** Makes a hub that no machine has joined. */
export function createEventHub<M = string, P extends Protocol = AnyProtocol>(
  options: HubOptions<M, P> = {},
): EventHub<M, P> {
  return new LedgerHub(options);
}

type Told<M> = EventMessage & FromMachine<M>;

class LedgerHub<M, P extends Protocol>
  extends LedgerInbox<P, FromMachine<M>, OfMachine<M>>
  implements EventHub<M, P>
{
  readonly #options: HubOptions<M, P>;
  readonly #members: Map<M, Subscription>;

  constructor(options: HubOptions<M, P>) {
    const members = new Map<M, Subscription>();
    const also = (mask: AnyMask, message: EventMessage): boolean =>
      concerns(mask, (message as Told<M>).machine);
    const flow = {
      // All of them, for a queue that is full has no room for any machine's events.
      hold: () => [...members.values()].map((one) => one.hold()).every((held) => held),
      release: () => {
        for (const one of members.values()) one.release();
      },
    };
    super(new Ledger(options as InboxOptions, options.clock ?? systemClock, flow, also), () => {
      for (const one of members.values()) one.end();
      members.clear();
    });
    this.#options = options;
    this.#members = members;
  }

  get machines(): readonly M[] {
    return [...this.#members.keys()];
  }

  join(machine: M, session: Session<P>): void {
    this.#members.get(machine)?.end();
    this.#members.set(machine, nothing);
    const member = collect(session, nameOf(machine), this.#options.names, {
      event: (message) => {
        this.ledger.enter({ ...message, machine } as Told<M>);
      },
      gap: (error) => {
        if (!this.#interrupt(machine, error)) this.ledger.disaster(error);
      },
      ended: (error) => {
        this.#ended(machine, error);
      },
    });
    // A session that has ended already is told of at once, and then is not in.
    if (this.#members.has(machine)) this.#members.set(machine, member);
  }

  leave(machine: M): boolean {
    this.#members.get(machine)?.end();
    if (!this.#members.delete(machine)) return false;
    this.#interrupt(machine, gone(machine));
    return true;
  }

  #ended(machine: M, error: QapiError | undefined): void {
    this.#members.delete(machine);
    const told = this.#interrupt(machine, error ?? gone(machine));
    const { onLeave } = this.#options;
    onLeave?.(machine, error);
    if (!told && onLeave === undefined && error !== undefined) this.ledger.disaster(error);
  }

  #interrupt(machine: M, error: QapiError): boolean {
    return this.ledger.interrupt(error, (mask) => "machine" in mask && mask.machine === machine);
  }
}

/** What a machine is in by until its session has been asked. */
const nothing: Subscription = { end: () => undefined, hold: () => true, release: () => undefined };

function gone<M>(machine: M): DisconnectedError {
  return new DisconnectedError(`${nameOf(machine)} has left`);
}

function nameOf(machine: unknown): string {
  return typeof machine === "string" || typeof machine === "number"
    ? `machine ${printable(String(machine))}`
    : "a machine";
}

function concerns(mask: AnyMask, machine: unknown): boolean {
  return !("machine" in mask) || mask.machine === undefined || mask.machine === machine;
}
