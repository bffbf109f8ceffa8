import { startTimer, type Clock } from "../clock.js";
import { DisconnectedError, QapiError } from "../errors/index.js";
import { messageOf } from "../session/errors.js";
import type { SessionConfig } from "../session/session-options.js";
import type { Session } from "../session/session.js";
import { Connector, type Open, type ReconnectOptions } from "./connector.js";

/** The settings of a connection manager. */
export interface ConnectionSettings<S extends Session> {
  readonly open: Open<S>;
  /** How to retry. Undefined: one attempt each time a connection is needed, and the defaults while events are awaited. */
  readonly reconnect: ReconnectOptions | undefined;
  /** Milliseconds after which an unneeded connection is released; undefined to keep it. */
  readonly idle: number | undefined;
}

/** What uses the connections. */
interface ConnectionUser<S extends Session> {
  /** Whether a call is pending or an event is awaited. */
  isNeeded(): boolean;
  /** Whether an event is awaited. */
  isListening(): boolean;
  connected(session: S): void;
  /** @param lost - false if the manager released the connection, true if it was lost. */
  disconnected(lost: boolean): void;
  /** The attempt to connect was ended, because no connection is needed any more. */
  cancelled(): void;
  /** The last attempt to connect has failed. */
  gaveUp(error: QapiError): void;
}

/** Keeps a connection while it is needed: connects, reconnects after a loss, and releases an idle connection. */
export class ConnectionManager<S extends Session> {
  readonly #settings: ConnectionSettings<S>;
  readonly #clock: Clock;
  readonly #user: ConnectionUser<S>;
  readonly #connector: Connector<S>;
  #current: S | undefined;
  /** Whether a connection is being opened, or the end of the last one is being examined. */
  #connecting = false;
  #closed = false;
  /** Fulfilled when the last connection has been closed. */
  #releasing: Promise<void> = Promise.resolve();
  #stopIdleTimer: (() => void) | undefined;

  constructor(config: SessionConfig, settings: ConnectionSettings<S>, user: ConnectionUser<S>) {
    this.#settings = settings;
    this.#clock = config.clock;
    this.#user = user;
    const { open, reconnect = {} } = settings;
    this.#connector = new Connector(open, reconnect, config);
  }

  get current(): S | undefined {
    return this.#current;
  }

  get connecting(): boolean {
    return this.#connecting;
  }

  /** Connects if a connection is needed, and starts the idle timer if it is not. Called when the need may have changed. */
  update(): void {
    const { idle } = this.#settings;
    if (this.#user.isNeeded()) {
      this.#clearIdleTimer();
      if (this.#current === undefined && !this.#connecting && !this.#closed) void this.#connect(false);
    } else if (idle !== undefined && this.#current !== undefined) {
      this.#stopIdleTimer ??= startTimer(this.#clock, idle, this.#release);
    } else if (idle !== undefined && this.#connecting) this.#connector.cancel();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#clearIdleTimer();
    this.#connector.stop();
    this.#release();
    await this.#releasing;
  }

  /** Whether to open no connection, and to release an open one: the session is closed, or no call and no listener needs it. */
  get #isUnneeded(): boolean {
    return this.#closed || (this.#settings.idle !== undefined && !this.#user.isNeeded());
  }

  /** @param restoring - whether events are awaited that the last connection delivered. */
  async #connect(restoring: boolean): Promise<void> {
    this.#connecting = true;
    // A server may accept only one client at a time.
    await this.#releasing;
    if (this.#isUnneeded) {
      this.#cancelled();
      return;
    }
    try {
      const session = await this.#connector.connect(this.#attempts(restoring));
      this.#connecting = false;
      this.#attach(session);
    } catch (error) {
      if (this.#connector.isCancelled) this.#cancelled();
      else this.#giveUp(error);
    }
  }

  /** The maximum number of attempts; undefined for that of the options. */
  #attempts(restoring: boolean): number | undefined {
    return this.#settings.reconnect === undefined && !restoring ? 1 : undefined;
  }

  /** No connection was needed any more; a call that was made meanwhile needs one again. */
  #cancelled(): void {
    this.#connecting = false;
    if (this.#closed) return;
    this.#user.cancelled();
    this.update();
  }

  #attach(session: S): void {
    if (this.#isUnneeded) {
      this.#releasing = session.close();
      this.#cancelled();
      return;
    }
    session.onState((state) => {
      if (state !== "connected" && this.#current === session) void this.#lose(session, true);
    });
    this.#current = session;
    this.#connector.connected();
    // A session that has ended already does not report another change of its state.
    if (session.state !== "connected") void this.#lose(session, false);
    else {
      this.#user.connected(session);
      this.update();
    }
  }

  /** @param wasUsable - false if the session ended before it could be used. */
  async #lose(session: S, wasUsable: boolean): Promise<void> {
    const restoring = wasUsable && this.#user.isListening();
    this.#current = undefined;
    this.#connecting = true;
    this.#clearIdleTimer();
    this.#user.disconnected(true);
    const { error } = await session.closed;
    this.#connecting = false;
    if (this.#closed) return;
    if (this.#settings.reconnect === undefined && !wasUsable) this.#giveUp(error);
    if (this.#isUnneeded) this.#cancelled();
    else await this.#reconnect(error, restoring);
  }

  async #reconnect(error: QapiError | undefined, restoring: boolean): Promise<void> {
    // The user's reaction to the loss may have begun the next attempt.
    if (this.#connecting) return;
    this.#connecting = true;
    try {
      if (this.#attempts(restoring) === undefined) await this.#connector.lost(error);
    } catch (last) {
      this.#giveUp(last);
      return;
    }
    await this.#connect(restoring);
  }

  #giveUp(error: unknown): void {
    this.#connecting = false;
    if (this.#closed) return;
    const cause = error instanceof QapiError ? error : undefined;
    this.#user.gaveUp(
      cause ?? new DisconnectedError(`cannot connect: ${messageOf(error)}`, { cause: error }),
    );
  }

  readonly #release = (): void => {
    this.#stopIdleTimer = undefined;
    const session = this.#current;
    if (session === undefined) return;
    this.#current = undefined;
    this.#releasing = session.close();
    this.#user.disconnected(false);
  };

  #clearIdleTimer(): void {
    this.#stopIdleTimer?.();
    this.#stopIdleTimer = undefined;
  }
}
