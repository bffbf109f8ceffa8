import { DisconnectedError, QapiError } from "../errors/index.js";
import type { Clock } from "../clock.js";
import type { Session } from "../session/session.js";
import type { Backoff } from "./backoff.js";
import { Connector, type Open } from "./connector.js";

export interface LinkParts<S extends Session> {
  readonly open: Open<S>;
  readonly clock: Clock;
  /** How to connect again after a failure or a loss; undefined for not at all. */
  readonly backoff: Backoff | undefined;
  /** How long nobody may need a connection until it is let go, in milliseconds; undefined to keep it. */
  readonly idle: number | undefined;
}

/** Who needs connections, and is told of them. */
export interface LinkSink<S extends Session> {
  /** Whether anything is outstanding, or anybody listens. */
  readonly needed: boolean;
  attached(session: S): void;
  /** The connection is no more: let go (`lost` is false), or lost, and then there is more to be told. */
  detached(lost: boolean): void;
  /** What the last connection was lost to, where there will not be another by itself. */
  dropped(error: QapiError | undefined): void;
  /** There were attempts enough. */
  gaveUp(error: QapiError): void;
}

/** Keeps a connection while one is needed: makes it, makes it again when it is lost, and lets it go. */
export class Link<S extends Session> {
  readonly #parts: LinkParts<S>;
  readonly #sink: LinkSink<S>;
  readonly #connector: Connector<S>;
  #current: S | undefined;
  /** Whether a connection is being made, or it is being found out whether one has to be. */
  #busy = false;
  #closed = false;
  #lettingGo: Promise<void> = Promise.resolve();
  #stopIdling: (() => void) | undefined;

  constructor(parts: LinkParts<S>, sink: LinkSink<S>) {
    this.#parts = parts;
    this.#sink = sink;
    this.#connector = new Connector(parts.open, parts.clock, parts.backoff);
  }

  get current(): S | undefined {
    return this.#current;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Something has come that needs a connection. */
  want(): void {
    this.#stayAwake();
    if (this.#current !== undefined || this.#busy || this.#closed) return;
    this.#busy = true;
    void this.#connect();
  }

  /** Something has gone that needed one, or something else has come. */
  rest(): void {
    const { idle, clock } = this.#parts;
    if (this.#sink.needed) this.#stayAwake();
    else if (idle === undefined || this.#current === undefined) return;
    else this.#stopIdling ??= clock.after(idle, this.#letGo);
  }

  #stayAwake(): void {
    this.#stopIdling?.();
    this.#stopIdling = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stayAwake();
    this.#connector.stop();
    this.#letGo();
    await this.#lettingGo;
  }

  async #connect(): Promise<void> {
    await this.#lettingGo;
    try {
      const session = await this.#connector.connect();
      this.#busy = false;
      this.#attach(session);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #attach(session: S): void {
    if (this.#closed) {
      this.#lettingGo = session.close();
      return;
    }
    this.#current = session;
    session.onState((state) => {
      if (state !== "connected" && this.#current === session) void this.#lose(session, true);
    });
    this.#connector.stands();
    // It may have ended in the meantime, and then tells of no change any more.
    if (session.state !== "connected") void this.#lose(session, false);
    else {
      this.#sink.attached(session);
      this.rest();
    }
  }

  /** @param stood - whether it was of any use. */
  async #lose(session: S, stood: boolean): Promise<void> {
    this.#current = undefined;
    this.#busy = true;
    this.#stayAwake();
    this.#sink.detached(true);
    const { error } = await session.closed;
    this.#busy = false;
    if (this.#closed) return;
    const { backoff, idle } = this.#parts;
    if (backoff === undefined && !stood) this.#giveUp(error);
    else if (backoff === undefined) this.#sink.dropped(error);
    if (this.#sink.needed || idle === undefined) await this.#again(error);
  }

  async #again(error: QapiError | undefined): Promise<void> {
    // Somebody who was told may have made the next attempt begin already.
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (this.#parts.backoff !== undefined) await this.#connector.fell(error);
      await this.#connect();
    } catch (last) {
      this.#giveUp(last);
    }
  }

  #giveUp(error: unknown): void {
    this.#busy = false;
    if (this.#closed) return;
    const cause = error instanceof QapiError ? error : undefined;
    this.#sink.gaveUp(cause ?? new DisconnectedError("there is no connection", { cause: error }));
  }

  readonly #letGo = (): void => {
    this.#stopIdling = undefined;
    const session = this.#current;
    if (session === undefined) return;
    this.#current = undefined;
    this.#lettingGo = session.close();
    this.#sink.detached(false);
  };
}
