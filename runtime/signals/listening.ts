import type { ConnectOptions } from "./connection.js";
import type { EventMessage, Listener } from "./event.js";
import type { HeldConnection } from "./held.js";
import type { Hub, Subscriber } from "./hub.js";

/** A listener's connection to an event, for which the server is asked nothing. */
export class ListenerConnection<D> implements HeldConnection, Subscriber {
  readonly event: string;
  readonly tag: string | undefined = undefined;
  readonly tagged: boolean;
  readonly #hub: Hub;
  #listener: Listener<D> | undefined;

  constructor(hub: Hub, event: string, listener: Listener<D>, options: ConnectOptions = {}) {
    const { signal, tagged = false } = options;
    this.event = event;
    this.tagged = tagged;
    this.#hub = hub;
    this.#listener = listener;
    hub.add(this);
    if (signal === undefined) return;
    if (signal.aborted) this.#stop();
    else signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Whether it is a connection to this hub. */
  belongsTo(holder: object): boolean {
    return this.#hub === holder;
  }

  /** The schema vouches for the type of an event's data, and the caller for the schema. */
  deliver(message: EventMessage): unknown {
    return this.#listener?.(message as EventMessage<D>);
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
    this.#hub.remove(this);
  };
}
