import { setTimeout as sleep } from "node:timers/promises";
import type { EventMessage, Greeting, QapiError, Session } from "qapi-ts";

/** Receives what happens to the machine. */
interface LinkUser {
  event(message: EventMessage): void;
  /** Events may have been missed although the machine is connected. */
  gap(): void;
  /** The machine is connected again. */
  connected(): void;
  /** The connection was lost. @param error - undefined if the machine closed it in order. */
  disconnected(error: QapiError | undefined): void;
  /** An attempt to connect again failed, for the first time after a loss. */
  failed(error: unknown): void;
}

/** The delays between two attempts to connect, in milliseconds. */
const [firstDelay, maxDelay] = [100, 5_000];

/** The connection to a machine, which is opened again each time it is lost. */
export class MachineLink {
  readonly #open: (signal: AbortSignal) => Promise<Session>;
  readonly #user: LinkUser;
  readonly #stopped = new AbortController();
  #session: Session | undefined;
  #greeting: Greeting = { version: undefined, capabilities: [] };
  #hasOob = false;
  #running: Promise<void> = Promise.resolve();

  /** @param open - opens one connection. */
  constructor(open: (signal: AbortSignal) => Promise<Session>, user: LinkUser) {
    this.#open = open;
    this.#user = user;
  }

  /** The session of the current connection; undefined while there is none. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The greeting of the current connection, or of the last one. */
  get greeting(): Greeting {
    return this.#greeting;
  }

  /** Whether commands can be executed out of band. */
  get hasOob(): boolean {
    return this.#hasOob;
  }

  /** Opens the first connection. @throws the error of `open`, as a rejection. */
  async start(): Promise<void> {
    const session = await this.#open(this.#stopped.signal);
    const ended = this.#attach(session);
    this.#running = this.#keep(session, ended);
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
    await this.#running;
  }

  /** Delivers the events of a session. @returns a promise of its end. */
  #attach(session: Session): Promise<QapiError | undefined> {
    this.#session = session;
    this.#greeting = session.greeting;
    this.#hasOob = session.capabilities.includes("oob");
    session.subscribe({
      names: undefined,
      deliver: (message) => this.#user.event(message),
      gap: () => this.#user.gap(),
    });
    return session.closed.then(({ error }) => error);
  }

  async #keep(first: Session, ended: Promise<QapiError | undefined>): Promise<void> {
    for (let [session, end] = [first as Session | undefined, ended]; session !== undefined;) {
      const error = await end;
      if (this.#stopped.signal.aborted) return;
      this.#session = undefined;
      this.#user.disconnected(error);
      session = await this.#reconnect();
      if (session === undefined) return;
      end = this.#attach(session);
      this.#user.connected();
    }
  }

  /** Returns the next session; undefined if the link is closed. */
  async #reconnect(): Promise<Session | undefined> {
    const { signal } = this.#stopped;
    for (let delay = firstDelay; ; delay = Math.min(2 * delay, maxDelay)) {
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return undefined;
      try {
        const session = await this.#open(signal);
        if (!this.#stopped.signal.aborted) return session;
        await session.close();
        return undefined;
      } catch (error) {
        if (delay === firstDelay && !this.#stopped.signal.aborted) this.#user.failed(error);
      }
    }
  }
}
