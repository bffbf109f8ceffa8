import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import type { Connection } from "./connection.js";
import { belongsTo, type HeldConnection } from "./held.js";
import type { TagGate } from "./tag-gate.js";

/** What a connection through an accessor is made of. */
export interface AccessorConnectionParts<D> {
  readonly session: Session;
  readonly accessor: SignalAccessor;
  readonly args: object;
  /** The connection to all tagged events of that name. */
  readonly inner: Connection;
  readonly gate: TagGate<D>;
  readonly tag: string;
}

/** A listener's connection that the server knows of. */
export class AccessorConnection<D> implements HeldConnection {
  readonly event: string;
  readonly tag: string;
  readonly #parts: AccessorConnectionParts<D>;
  readonly #signal: AbortSignal | undefined;
  #disconnecting: Promise<void> | undefined;

  constructor(parts: AccessorConnectionParts<D>, signal: AbortSignal | undefined) {
    this.event = parts.accessor.event;
    this.tag = parts.tag;
    this.#parts = parts;
    this.#signal = signal;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  belongsTo(holder: object): boolean {
    return belongsTo(this.#parts.inner, holder);
  }

  disconnect(): Promise<void> {
    this.#disconnecting ??= this.#disconnect();
    return this.#disconnecting;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /** Nobody is there to be told how the server takes it; here the connection has ended in any case. */
  readonly #abort = (): void => {
    this.disconnect().catch(() => undefined);
  };

  async #disconnect(): Promise<void> {
    const { session, accessor, args, inner, gate, tag } = this.#parts;
    this.#signal?.removeEventListener("abort", this.#abort);
    gate.close();
    await inner.disconnect();
    try {
      await session.call(`${accessor.name}-disconnect`, { ...args, tag });
    } catch (error) {
      // With its session the connection has ended too, which is what was wanted.
      if (session.state === "connected") throw error;
    }
  }
}
