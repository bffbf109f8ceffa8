import { DisconnectedError, ListenerError, escapeText, type QapiError } from "../errors/index.js";
import type { AnyProtocol, EventOf, Protocol } from "../protocol.js";
import type { Session } from "../session/session.js";
import { callBack } from "./dispatcher.js";
import type { EventMessage } from "./event.js";
import type { ErrorFactory, AnyFilter, InboxOptions } from "./inbox-options.js";
import { Inbox } from "./inbox.js";

/** The machine that an event came from, as given to `join`. */
interface FromMachine<M> {
  readonly machine: M;
}

/** Selects events by their machine. */
interface OfMachine<M> {
  /** Default: every machine. */
  readonly machine?: M | undefined;
}

/** The options of an event hub. */
interface HubOptions<M, P extends Protocol = AnyProtocol> extends InboxOptions<EventOf<P> & FromMachine<M>> {
  /** Called when a machine has left because its session ended. `error` is undefined if the session was closed. */
  readonly onLeave?: ((machine: M, error: QapiError | undefined) => unknown) | undefined;
}

/**
 * An inbox for the events of many machines. When a machine's session ends, the waits for that machine reject; waits for
 * any machine continue.
 */
export class EventHub<M, P extends Protocol = AnyProtocol> extends Inbox<P, FromMachine<M>, OfMachine<M>> {
  readonly #onLeave: HubOptions<M, P>["onLeave"];

  constructor(options: HubOptions<M, P>) {
    super(options);
    this.#onLeave = options.onLeave;
  }

  /** The machines that have joined. */
  get machines(): readonly M[] {
    return [...this.sources.keys()] as M[];
  }

  /**
   * Adds a machine until its session ends or `leave` is called. If the machine has joined before, the new session replaces
   * the old one. Has no effect if the hub is closed.
   * @param machine - identifies the machine: a string, or any value that is the same each time.
   */
  join(machine: M, session: Session<P>): void {
    this.sources.get(machine)?.end();
    this.addSource(machine, session, nameOf(machine), {
      event: (message, size) => {
        const event: EventMessage & FromMachine<M> = { ...message, machine };
        this.receive(event, size);
      },
      gap: (error) => this.#interrupt(machine, error),
      ended: (error) => this.#ended(machine, error),
    });
  }

  /** Removes a machine. Its session stays open. @returns whether the machine had joined. */
  leave(machine: M): boolean {
    this.sources.get(machine)?.end();
    if (!this.sources.delete(machine)) return false;
    this.#interrupt(machine, leftError(machine));
    return true;
  }

  protected override matches(filter: AnyFilter & OfMachine<M>, message: EventMessage): boolean {
    const { machine } = message as EventMessage & FromMachine<M>;
    return (filter.machine === undefined || filter.machine === machine) && super.matches(filter, message);
  }

  #ended(machine: M, error: ErrorFactory | undefined): void {
    const reported = this.#interrupt(machine, error ?? leftError(machine));
    callBack(
      () => this.#onLeave?.(machine, error?.()),
      (cause) => this.reportUndelivered(new ListenerError("onLeave failed", { cause })),
    );
    if (!reported && this.#onLeave === undefined && error !== undefined) this.reportUndelivered(error());
  }

  #interrupt(machine: M, error: ErrorFactory): boolean {
    return this.interrupt(error, (filter: AnyFilter & OfMachine<M>) => filter.machine === machine);
  }
}

/** Creates an event hub without machines. */
export function createEventHub<M = string, P extends Protocol = AnyProtocol>(
  options: HubOptions<M, P> = {},
): EventHub<M, P> {
  return new EventHub(options);
}

function leftError(machine: unknown): ErrorFactory {
  return () => new DisconnectedError(`${nameOf(machine)} has left`);
}

function nameOf(machine: unknown): string {
  return typeof machine === "string" || typeof machine === "number"
    ? `machine ${escapeText(String(machine))}`
    : "a machine";
}
