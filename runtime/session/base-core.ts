import type { QapiError } from "../errors/base.js";
import type { Clock } from "../clock.js";
import type { CoreEffects } from "./protocol-core.js";
import { transitions, type SessionInput, type SessionState } from "./states.js";

/** How a session begins and ends, whatever protocol it speaks in between. */
export abstract class BaseCore {
  protected readonly clock: Clock;
  protected readonly effects: CoreEffects;
  #state: SessionState = "disconnected";
  #failure: QapiError | undefined;
  #stopClock: (() => void) | undefined;

  constructor(clock: Clock, effects: CoreEffects) {
    this.clock = clock;
    this.effects = effects;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** What the session died of; undefined while it lives, and when it was closed. */
  get failure(): QapiError | undefined {
    return this.#failure;
  }

  /** Begins to connect. `timeout` covers all until the session is connected, in milliseconds. */
  open(timeout: number): void {
    if (!this.move("open") || timeout === Infinity) return;
    this.#stopClock = this.clock.after(timeout, () => {
      this.fail(this.late(timeout));
    });
  }

  /** Ends the session because of an error: its own, or one that was found outside. */
  fail(error: QapiError): void {
    if (this.ended) return;
    this.#failure = error;
    this.close();
  }

  /** Ends the session. What is outstanding is told at once; the connection ends when it ends. */
  close(): void {
    if (!this.move("close")) return;
    this.#abandon();
    this.effects.hangUp();
  }

  /** The connection has ended. */
  lost(reason: QapiError): void {
    const before = this.#state;
    if (before === "disconnected") return;
    if (before === "connected") this.#failure = reason;
    else if (before !== "closing") this.#failure = this.lostEarly(reason);
    this.losing();
    this.move("lost");
    this.#abandon();
  }

  /** Whether nothing is sent any more. */
  protected get ended(): boolean {
    return this.#state === "closing" || this.#state === "disconnected";
  }

  /** @returns false when the table knows no such transition. */
  protected move(input: SessionInput): boolean {
    const previous = this.#state;
    const next = transitions[previous][input];
    if (next === undefined) return false;
    this.#state = next;
    this.effects.moved(next, previous);
    return true;
  }

  /** The session is ready, or never will be. */
  protected stopWaiting(): void {
    this.#stopClock?.();
    this.#stopClock = undefined;
  }

  /** What a session dies of that is not ready in time. */
  protected abstract late(timeout: number): QapiError;

  /** What one dies of whose connection ended before it was ready. */
  protected abstract lostEarly(reason: QapiError): QapiError;

  /** The connection has ended, and nobody has been told yet. */
  protected losing(): void {
    return;
  }

  /** Tells all calls that there will be no answer. */
  protected abstract abandon(): void;

  #abandon(): void {
    this.stopWaiting();
    this.abandon();
  }
}
