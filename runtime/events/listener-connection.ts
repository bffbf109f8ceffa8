import { ForeignConnectionError } from "../errors/event.js";
import type { EventDispatcher } from "./dispatcher.js";
import type { EventMessage, Listener } from "./event.js";
import type { ConnectOptions, EventGap, SignalConnection, Subscriber } from "./subscription.js";

/** A signal connection that knows which session created it. */
export interface OwnedConnection extends SignalConnection {
  /** @param owner - the dispatcher of a session. */
  isOwnedBy(owner: EventDispatcher): boolean;
}

/** A listener's connection to an event. It involves no command to the server. */
export class ListenerConnection<D> implements OwnedConnection, Subscriber {
  readonly event: string;
  readonly names: readonly string[];
  readonly tag: string | undefined = undefined;
  readonly tagged: boolean;
  readonly #dispatcher: EventDispatcher;
  readonly #onGap: ConnectOptions["onGap"];
  readonly #signal: AbortSignal | undefined;
  #listener: Listener<D> | undefined;

  constructor(
    dispatcher: EventDispatcher,
    event: string,
    listener: Listener<D>,
    options: ConnectOptions = {},
  ) {
    const { signal, tagged = false, onGap } = options;
    this.event = event;
    this.names = [event];
    this.tagged = tagged;
    this.#dispatcher = dispatcher;
    this.#onGap = onGap;
    this.#signal = signal;
    if (signal?.aborted === true) return;
    this.#listener = listener;
    signal?.addEventListener("abort", this.#stop, { once: true });
    dispatcher.add(this);
  }

  isOwnedBy(owner: EventDispatcher): boolean {
    return this.#dispatcher === owner;
  }

  deliver(message: EventMessage): unknown {
    // The server's schema, which the caller chose, gives the event's data its type.
    return this.#listener?.(message as EventMessage<D>);
  }

  gap(gap: EventGap): void {
    this.#onGap?.(gap);
  }

  ended(): void {
    this.#release();
  }

  disconnect(): Promise<void> {
    this.#stop();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  readonly #stop = (): void => {
    this.#release();
    this.#dispatcher.remove(this);
  };

  #release(): void {
    this.#listener = undefined;
    this.#signal?.removeEventListener("abort", this.#stop);
  }
}

/**
 * Ends a signal connection that the owner's session created.
 * @throws {ForeignConnectionError} if another session created it.
 */
export async function disconnectOwned(connection: SignalConnection, owner: EventDispatcher): Promise<void> {
  if (!isOwned(connection) || !connection.isOwnedBy(owner)) {
    throw new ForeignConnectionError(`another session created the connection to ${connection.event}`);
  }
  await connection.disconnect();
}

/** Whether a signal connection knows its session; one that a program implements itself does not. */
export function isOwned(connection: SignalConnection): connection is OwnedConnection {
  return "isOwnedBy" in connection && typeof connection.isOwnedBy === "function";
}
