import type { Connection } from "./connection.js";
import type { EventMessage, Listener } from "./event.js";
import type { Hub, Subscriber } from "./hub.js";

/** A listener's connection to an ordinary event, for which the server is asked nothing. */
export class ListenerConnection<D> implements Connection, Subscriber {
  readonly event: string;
  readonly tag: string | undefined = undefined;
  readonly #hub: Hub;
  #listener: Listener<D> | undefined;

  constructor(hub: Hub, event: string, listener: Listener<D>, signal?: AbortSignal) {
    this.event = event;
    this.#hub = hub;
    this.#listener = listener;
    hub.add(this);
    if (signal === undefined) return;
    if (signal.aborted) this.#stop();
    else signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Whether this hub made the connection. */
  belongsTo(hub: Hub): boolean {
    return this.#hub === hub;
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
