import type { Clock } from "../clock.js";
import { DisconnectedError, QapiError } from "../errors/index.js";
import type { Session } from "../session/session.js";
import { Connector, type Open, type ReconnectOptions } from "./connector.js";

/** The settings of a connection manager. */
export interface ConnectionSettings<S extends Session> {
  readonly open: Open<S>;
  readonly clock: Clock;
  /** How to retry. Undefined: one attempt each time a connection is needed. */
  readonly reconnect: ReconnectOptions | undefined;
  /** Milliseconds after which an unneeded connection is released; undefined to keep it. */
  readonly idle: number | undefined;
}

/** What uses the connections. */
interface ConnectionUser<S extends Session> {
  /** Whether a call is pending or an event is awaited. */
  isNeeded(): boolean;
  connected(session: S): void;
  /** @param lost - false if the manager released the connection, true if it was lost. */
  disconnected(lost: boolean): void;
  /** The connection was lost, and is not restored until it is needed again. */
  notRestored(error: QapiError | undefined): void;
  /** The last attempt to connect has failed. */
  gaveUp(error: QapiError): void;
}

/** Keeps a connection while it is needed: connects, reconnects after a loss, and releases an idle connection. */
export class ConnectionManager<S extends Session> {
  readonly #settings: ConnectionSettings<S>;
  readonly #user: ConnectionUser<S>;
  readonly #connector: Connector<S>;
  #current: S | undefined;
  /** Whether a connection is being opened, or the end of the last one is being examined. */
  #connecting = false;
  #closed = false;
  /** Fulfilled when the last connection has been closed. */
  #releasing: Promise<void> = Promise.resolve();
  #stopIdleTimer: (() => void) | undefined;

  constructor(settings: ConnectionSettings<S>, user: ConnectionUser<S>) {
    this.#settings = settings;
    this.#user = user;
    this.#connector = new Connector(settings.open, settings.clock, settings.reconnect ?? { attempts: 1 });
  }

  get current(): S | undefined {
    return this.#current;
  }

  get connecting(): boolean {
    return this.#connecting;
  }

  /** Connects if a connection is needed, and starts the idle timer if it is not. Called when the need may have changed. */
  update(): void {
    const { idle, clock } = this.#settings;
    if (this.#user.isNeeded()) {
      this.#clearIdleTimer();
      if (this.#current === undefined && !this.#connecting && !this.#closed) void this.#connect();
    } else if (idle !== undefined && this.#current !== undefined) {
      this.#stopIdleTimer ??= clock.after(idle, this.#release);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#clearIdleTimer();
    this.#connector.stop();
    this.#release();
    await this.#releasing;
  }

  async #connect(): Promise<void> {
    this.#connecting = true;
    // A server may accept only one client at a time.
    await this.#releasing;
    try {
      const session = await this.#connector.connect();
      this.#connecting = false;
      this.#attach(session);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #attach(session: S): void {
    if (this.#closed) {
      this.#releasing = session.close();
      return;
    }
    this.#current = session;
    session.onState((state) => {
      if (state !== "connected" && this.#current === session) void this.#lose(session, true);
    });
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
    this.#current = undefined;
    this.#connecting = true;
    this.#clearIdleTimer();
    this.#user.disconnected(true);
    const { error } = await session.closed;
    this.#connecting = false;
    if (this.#closed) return;
    const { reconnect, idle } = this.#settings;
    if (reconnect === undefined && !wasUsable) this.#giveUp(error);
    else if (reconnect === undefined) this.#user.notRestored(error);
    if (this.#user.isNeeded() || idle === undefined) await this.#reconnect(error);
  }

  async #reconnect(error: QapiError | undefined): Promise<void> {
    // The user's reaction to the loss may have begun the next attempt.
    if (this.#connecting) return;
    this.#connecting = true;
    try {
      if (this.#settings.reconnect !== undefined) await this.#connector.lost(error);
    } catch (last) {
      this.#giveUp(last);
      return;
    }
    await this.#connect();
  }

  #giveUp(error: unknown): void {
    this.#connecting = false;
    if (this.#closed) return;
    const cause = error instanceof QapiError ? error : undefined;
    this.#user.gaveUp(cause ?? new DisconnectedError("cannot connect", { cause: error }));
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
