import { QapiError } from "../errors/base.js";
import { ProtocolViolationError } from "../errors/connection.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";
import { belongsTo, type HeldConnection } from "../events/held.js";
import type { EventGap } from "../events/subscription.js";
import { TagGate } from "./tag-gate.js";

/** A listener's connection that the server knows of. */
export class AccessorConnection<A extends object, D> implements HeldConnection {
  readonly event: string;
  readonly #session: Session;
  readonly #accessor: SignalAccessor<A, D>;
  readonly #args: A;
  readonly #options: ConnectOptions;
  readonly #gate: TagGate<D>;
  /** The connection to all tagged events of that name. */
  #inner: SignalConnection | undefined;
  /** Fulfilled with the tag that the server has given; undefined where it has given none. */
  #asking: Promise<string | undefined> = Promise.resolve(undefined);
  #tag: string | undefined;
  #disconnecting: Promise<void> | undefined;

  constructor(
    session: Session,
    accessor: SignalAccessor<A, D>,
    args: A,
    listener: Listener<D>,
    options: ConnectOptions,
  ) {
    this.event = accessor.event;
    this.#session = session;
    this.#accessor = accessor;
    this.#args = args;
    this.#options = options;
    this.#gate = new TagGate(listener);
  }

  /** A session that reconnects has another one afterwards. */
  get tag(): string | undefined {
    return this.#tag;
  }

  /** Listens before it asks the server: what that raises may come in the same breath as its answer. */
  async open(): Promise<void> {
    const { signal } = this.#options;
    // The accessor declares the type of its event's data.
    this.#inner = await this.#session.connectSignal(this.event, this.#gate.deliver as Listener<unknown>, {
      tagged: true,
      onGap: (gap) => void this.#again(gap),
    });
    try {
      await this.#ask();
    } catch (error) {
      await this.#stop();
      throw error;
    }
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  belongsTo(holder: object): boolean {
    return this.#inner !== undefined && belongsTo(this.#inner, holder);
  }

  disconnect(): Promise<void> {
    this.#disconnecting ??= this.#disconnect();
    return this.#disconnecting;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  async #ask(): Promise<void> {
    const asking = this.#session.call(`${this.#accessor.name}-connect`, this.#args).then((tag) => {
      if (typeof tag === "string") return tag;
      throw new ProtocolViolationError(`${this.#accessor.name}-connect did not return a tag`, {
        received: tag,
      });
    });
    // Who disconnects meanwhile wants to know what there is to be given back, not why there is nothing.
    this.#asking = asking.catch(() => undefined);
    this.#tag = await asking;
    this.#gate.open(this.#tag);
  }

  /** Behind a session that was lost and is there again, the server has forgotten the connection. */
  async #again(gap: EventGap): Promise<void> {
    if (this.#disconnecting !== undefined) return;
    this.#gate.shut();
    try {
      await this.#ask();
      this.#tellOf(gap);
    } catch (error) {
      this.#tellOf({ cause: error instanceof QapiError ? error : gap.cause });
      await this.#stop();
    }
  }

  #tellOf(gap: EventGap): void {
    if (this.#disconnecting === undefined) this.#options.onGap?.(gap);
  }

  /** Nobody is there to be told how the server takes it; here the connection has ended in any case. */
  readonly #abort = (): void => {
    this.disconnect().catch(() => undefined);
  };

  async #stop(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#gate.close();
    await this.#inner?.disconnect();
  }

  async #disconnect(): Promise<void> {
    await this.#stop();
    const tag = await this.#asking;
    if (tag === undefined) return;
    try {
      await this.#session.call(`${this.#accessor.name}-disconnect`, { ...this.#args, tag });
    } catch (error) {
      // With its session the connection has ended too, which is what was wanted.
      if (this.#session.state === "connected") throw error;
    }
  }
}
