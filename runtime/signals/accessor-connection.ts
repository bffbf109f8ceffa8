import { QapiError } from "../errors/base.js";
import { CommandError, OutcomeUnknownError } from "../errors/call.js";
import { DisconnectedError, ProtocolViolationError } from "../errors/connection.js";
import { onAbort } from "../events/waiter.js";
import type { EventMessage, Listener } from "../events/event.js";
import { Handover, type OwnedConnection } from "../events/listener-connection.js";
import {
  type ConnectOptions,
  endedBySession,
  EndPromise,
  type EventGap,
  type Subscription,
  type SubscriptionEnd,
} from "../events/subscription.js";
import type { CallOptions, RequestOptions } from "../session/call-options.js";
import { connectionOf, perform } from "../session/common-session.js";
import type { Session } from "../session/session.js";
import { droppedEvent, type SignalAccessor } from "./accessor.js";

/** A tag and the connection that it belongs to. It is never sent over another one. */
interface Tag {
  readonly text: string;
  readonly connection: Session;
}

/** A listener's connection through an accessor, which the server identifies by a tag. */
export class AccessorConnection<A extends object, D> implements OwnedConnection {
  readonly event: string;
  readonly handover: Handover = new Handover();
  readonly #session: Session;
  readonly #accessor: SignalAccessor<A, D>;
  readonly #args: object;
  readonly #listener: Listener<D>;
  readonly #options: ConnectOptions;
  /** Undefined while the constructor runs, in which the session may already report its end. */
  readonly #subscription: Subscription | undefined;
  readonly #stopAbort: () => void;
  readonly #end = new EndPromise();
  #tag: Tag | undefined;
  /** Resolves when the latest `-connect` command has settled. */
  #requested: Promise<void> | undefined;
  /** The number of events that wait for the tag. Later events wait for them. */
  #held = 0;
  #isOpen = false;
  #disconnecting: Promise<void> | undefined;

  /** @param args - a copy, because they are sent again after a reconnect. */
  constructor(
    session: Session,
    accessor: SignalAccessor<A, D>,
    args: object,
    listener: Listener<D>,
    options: ConnectOptions,
  ) {
    this.event = accessor.event;
    this.#session = session;
    this.#accessor = accessor;
    this.#args = args;
    this.#listener = listener;
    this.#options = options;
    this.#stopAbort = onAbort(options.signal, this.#abort);
    // Before the command is sent, because events may arrive in the same chunk as the reply.
    this.#subscription = session.subscribe({
      names: [accessor.event, droppedEvent],
      tagged: true,
      deliver: this.#receive,
      gap: this.#restore,
      ended: (error) => this.#stop(endedBySession(error)),
    });
  }

  /** Changes when a persistent session reconnects. */
  get tag(): string | undefined {
    return this.#tag?.text;
  }

  get ended(): Promise<SubscriptionEnd> {
    return this.#end.promise;
  }

  /**
   * Requests the tag.
   * @param isTagged - whether a tag is requested from the server of a connection.
   * @returns false if no tag is requested, or the server lacks the accessor, and the events can be selected otherwise.
   */
  async open(isTagged: (connection: Session) => boolean): Promise<boolean> {
    const { match } = this.#accessor;
    const connect = async (connection: Session, limits: CallOptions): Promise<boolean> => {
      if (!isTagged(connection)) return false;
      await this.#requestTag(connection, limits);
      return true;
    };
    try {
      this.#isOpen = await perform(this.#session, this.#accessor, connect, this.#options.signal);
    } catch (error) {
      if (match === undefined || !isMissing(error)) {
        this.#stop(endedBySession(error instanceof QapiError ? error : undefined));
        throw error;
      }
    }
    if (!this.#isOpen) this.#stop({ reason: "disconnected", error: undefined });
    return this.#isOpen;
  }

  isOwnedBy(owner: object): boolean {
    return this.#session === owner;
  }

  disconnect(): Promise<void> {
    return (this.#disconnecting ??= this.#disconnect({ reason: "disconnected", error: undefined }));
  }

  /** Unlike `disconnect`, does not reject if the server has already dropped the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect().catch((error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
    });
  }

  /** Holds events while the tag is unknown. Returns the listener's result, so that the dispatcher reports its failure. */
  readonly #receive = (event: EventMessage, size: number): unknown => {
    if (this.#requested === undefined && this.#held === 0) return this.#deliver(event, size);
    this.#held++;
    return Promise.resolve(this.#requested).then(() => {
      this.#held--;
      return this.#deliver(event, size);
    });
  };

  #deliver(event: EventMessage, size: number): unknown {
    if (event.tag !== this.#tag?.text || this.#end.hasEnded) return undefined;
    if (event.event === droppedEvent) {
      this.#disconnecting ??= Promise.resolve();
      this.#stop({ reason: "dropped", error: undefined });
      return undefined;
    }
    return this.handover.deliver(() =>
      // The accessor declares the type of its event's data.
      this.#end.hasEnded ? undefined : this.#listener(event as EventMessage<D>, size),
    );
  }

  /** Requests a tag over a connection. One that arrives after the request was given up is released. */
  async #requestTag(connection: Session, limits: CallOptions): Promise<void> {
    const command = `${this.#accessor.name}-connect`;
    const onLateReply = (tag: unknown): void => {
      if (typeof tag === "string") this.#giveBack({ text: tag, connection }).catch(() => undefined);
    };
    const options: RequestOptions = { ...limits, onLateReply };
    this.#tag = undefined;
    const reply = connection.call(command, this.#args, options).then((text) => {
      if (typeof text !== "string") {
        throw new ProtocolViolationError(`${command} did not return a tag`, { command, received: text });
      }
      this.#tag = { text, connection };
    });
    const settled = (): void => {
      if (this.#requested === requested) this.#requested = undefined;
    };
    const requested: Promise<void> = reply.then(settled, settled);
    this.#requested = requested;
    await reply;
  }

  /**
   * Requests a new tag after a reconnect, because the server dropped the connection together with the transport. The
   * dispatcher reports what `onGap` throws or rejects with.
   */
  readonly #restore = async (gap: EventGap): Promise<unknown> => {
    const connection = connectionOf(this.#session);
    if (!this.#isOpen || connection === undefined) return undefined;
    let reported = gap;
    try {
      await this.#requestTag(connection, { timeout: Infinity });
      if (this.#end.hasEnded) return undefined;
    } catch (error) {
      if (isLoss(error) || this.#end.hasEnded) return undefined;
      const cause = error instanceof QapiError ? error : undefined;
      this.#stop({ reason: "refused", error: cause });
      reported = { cause, restored: false };
    }
    return this.#options.onGap?.(reported);
  };

  /** An abort has no caller to report an error of the server to; the listener is not called again in any case. */
  readonly #abort = (): void => {
    this.#disconnecting ??= this.#disconnect({ reason: "aborted", error: undefined });
    this.#disconnecting.catch(() => undefined);
  };

  #stop(end: SubscriptionEnd): void {
    if (!this.#end.settle(end)) return;
    this.#stopAbort();
    this.#subscription?.end();
  }

  async #disconnect(end: SubscriptionEnd): Promise<void> {
    this.#stop(end);
    // Does not wait without need: the request leaves before calls that are made later.
    if (this.#requested !== undefined) await this.#requested;
    if (this.#tag !== undefined) await this.#giveBack(this.#tag);
  }

  /** Ends the connection at the server. The end of the transport has ended it too. */
  async #giveBack({ text, connection }: Tag): Promise<void> {
    if (connection.state !== "connected") return;
    try {
      await connection.call(`${this.#accessor.name}-disconnect`, { ...this.#args, tag: text });
    } catch (error) {
      if (!isLoss(error)) throw error;
    }
  }
}

/** Whether an error only reports that the connection has ended. */
function isLoss(error: unknown): boolean {
  return error instanceof DisconnectedError || error instanceof OutcomeUnknownError;
}

/** Whether an error is that of a server that has signal accessors, but not this one. */
function isMissing(error: unknown): boolean {
  return error instanceof CommandError && error.errorClass === "CommandNotFound";
}
