import type { ConnectOptions } from "./signal-connection.js";
import type { EventMessage, Listener } from "./event.js";
import type { HeldConnection } from "./held.js";
import type { EventGap, EventSource, Subscriber } from "./subscription.js";

/** A listener's connection to an event, for which the server is asked nothing. */
export class ListenerConnection<D> implements HeldConnection, Subscriber {
  readonly event: string;
  readonly names: readonly string[];
  readonly tag: string | undefined = undefined;
  readonly tagged: boolean;
  readonly #source: EventSource;
  readonly #onGap: ConnectOptions["onGap"];
  #listener: Listener<D> | undefined;

  constructor(source: EventSource, event: string, listener: Listener<D>, options: ConnectOptions = {}) {
    const { signal, tagged = false, onGap } = options;
    this.event = event;
    this.names = [event];
    this.tagged = tagged;
    this.#source = source;
    this.#onGap = onGap;
    this.#listener = listener;
    source.add(this);
    if (signal === undefined) return;
    if (signal.aborted) this.#stop();
    else signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Whether it is a connection to this source. */
  belongsTo(holder: object): boolean {
    return this.#source === holder;
  }

  /** The schema vouches for the type of an event's data, and the caller for the schema. */
  deliver(message: EventMessage): unknown {
    return this.#listener?.(message as EventMessage<D>);
  }

  gap(gap: EventGap): void {
    this.#onGap?.(gap);
  }

  ended(): void {
    this.#listener = undefined;
  }

  disconnect(): Promise<void> {
    this.#stop();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  readonly #stop = (): void => {
    this.#listener = undefined;
    this.#source.remove(this);
  };
}
