import { QapiError } from "../errors/base.js";
import { ProtocolViolationError } from "../errors/connection.js";
import type { EventDispatcher } from "../events/dispatcher.js";
import type { EventMessage, Listener } from "../events/event.js";
import { isOwned, type OwnedConnection } from "../events/listener-connection.js";
import type { ConnectOptions, EventGap, SignalConnection } from "../events/subscription.js";
import type { Session } from "../session/session.js";
import type { SignalAccessor } from "./accessor.js";

/** A listener's connection through an accessor, which the server identifies by a tag. */
export class AccessorConnection<A extends object, D> implements OwnedConnection {
  readonly event: string;
  readonly #session: Session;
  readonly #accessor: SignalAccessor<A, D>;
  readonly #args: A;
  readonly #listener: Listener<D>;
  readonly #options: ConnectOptions;
  /** The connection to the tagged events of the name, of every tag. */
  #tagged: SignalConnection | undefined;
  #tag: string | undefined;
  /** Resolves when the latest `-connect` command has settled: with its tag, or undefined if it failed. */
  #requestedTag: Promise<string | undefined> = Promise.resolve(undefined);
  /** The number of events that wait for the tag, and behind which later events wait. */
  #held = 0;
  #stopped = false;
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
    this.#listener = listener;
    this.#options = options;
  }

  /** Changes when a persistent session reconnects. */
  get tag(): string | undefined {
    return this.#tag;
  }

  /** Subscribes before it sends the command, because events may arrive in the same chunk as the reply. */
  async open(): Promise<this> {
    const { signal } = this.#options;
    // The accessor declares the type of its event's data.
    this.#tagged = await this.#session.connectSignal(this.event, this.#receive as Listener<unknown>, {
      tagged: true,
      onGap: (gap) => void this.#reconnect(gap),
    });
    try {
      await this.#requestTag();
    } catch (error) {
      await this.#stop();
      throw error;
    }
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
    return this;
  }

  isOwnedBy(owner: EventDispatcher): boolean {
    return this.#tagged !== undefined && isOwned(this.#tagged) && this.#tagged.isOwnedBy(owner);
  }

  disconnect(): Promise<void> {
    this.#disconnecting ??= this.#disconnect();
    return this.#disconnecting;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /** Holds events while the tag is unknown. Returns the listener's result, so that the dispatcher reports its failure. */
  readonly #receive: Listener<D> = (event) => {
    if (this.#tag !== undefined && this.#held === 0) return this.#deliver(event);
    this.#held++;
    return this.#requestedTag.then(() => {
      this.#held--;
      return this.#deliver(event);
    });
  };

  #deliver(event: EventMessage<D>): unknown {
    return this.#stopped || event.tag !== this.#tag ? undefined : this.#listener(event);
  }

  async #requestTag(): Promise<void> {
    this.#tag = undefined;
    const reply = this.#session.call(`${this.#accessor.name}-connect`, this.#args).then((tag) => {
      if (typeof tag !== "string") {
        const text = `${this.#accessor.name}-connect did not return a tag`;
        throw new ProtocolViolationError(text, { received: tag });
      }
      this.#tag = tag;
      return tag;
    });
    this.#requestedTag = reply.catch(() => undefined);
    await reply;
  }

  /** Requests a new tag after a reconnect, because the server dropped the connection together with the transport. */
  async #reconnect(gap: EventGap): Promise<void> {
    if (this.#disconnecting !== undefined) return;
    try {
      await this.#requestTag();
      this.#reportGap(gap);
    } catch (error) {
      this.#reportGap({ cause: error instanceof QapiError ? error : gap.cause });
      await this.#stop();
    }
  }

  #reportGap(gap: EventGap): void {
    if (this.#disconnecting === undefined) this.#options.onGap?.(gap);
  }

  /** An abort has no caller to report an error of the server to; the listener is not called again in any case. */
  readonly #abort = (): void => {
    this.disconnect().catch(() => undefined);
  };

  async #stop(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#stopped = true;
    await this.#tagged?.disconnect();
  }

  async #disconnect(): Promise<void> {
    await this.#stop();
    const tag = await this.#requestedTag;
    if (tag === undefined) return;
    try {
      await this.#session.call(`${this.#accessor.name}-disconnect`, { ...this.#args, tag });
    } catch (error) {
      // The end of the session has ended the connection too.
      if (this.#session.state === "connected") throw error;
    }
  }
}
