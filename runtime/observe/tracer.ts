import type { SessionState } from "../session/session-state.js";

/** A call on its way: the same object at each step, with secrets redacted. */
export interface CallTrace {
  readonly command: string;
  /** The arguments; undefined where there are none. */
  readonly arguments: unknown;
  readonly oob: boolean;
}

/** A failure, with secrets redacted. */
export interface FailureTrace {
  /** The error's code. */
  readonly code: string;
  readonly message: string;
  readonly serverMayHaveActed: boolean;
}

/** An event, by its name: what it carries is its listeners' business. */
export interface EventTrace {
  readonly event: string;
}

/** A change of a session's state. */
export interface StateTrace {
  readonly state: SessionState;
  readonly previous: SessionState;
}

/**
 * Told of what happens in the sessions that it is set upon, as it happens. What it throws is lost: watching a session
 * must not change it.
 */
export interface Tracer {
  /** A call waits to be sent. */
  queued?(call: CallTrace): void;
  /** A call was handed to the transport. */
  sent?(call: CallTrace): void;
  /** A call is over: `failure` is undefined where it succeeded. */
  settled?(call: CallTrace, failure: FailureTrace | undefined): void;
  /** An event came that somebody may be listening to. */
  event?(event: EventTrace): void;
  /** An event came that nobody listens to. */
  unheard?(): void;
  /** An event was lost, because a queue was full. */
  dropped?(event: EventTrace): void;
  state?(change: StateTrace): void;
  /** Something went wrong that is no caller's to hear of. */
  problem?(failure: FailureTrace): void;
  /** So many bytes were sent, or received. */
  bytes?(direction: "sent" | "received", count: number): void;
}

type Told<K extends keyof Tracer> = Parameters<NonNullable<Tracer[K]>>;

/** Tells several tracers, and suffers none of them to do harm. */
export class Tracers {
  readonly #tracers: readonly Tracer[];

  constructor(tracers: readonly Tracer[]) {
    this.#tracers = tracers;
  }

  get none(): boolean {
    return this.#tracers.length === 0;
  }

  queued(...told: Told<"queued">): void {
    this.#each((tracer) => tracer.queued?.(...told));
  }

  sent(...told: Told<"sent">): void {
    this.#each((tracer) => tracer.sent?.(...told));
  }

  settled(...told: Told<"settled">): void {
    this.#each((tracer) => tracer.settled?.(...told));
  }

  event(...told: Told<"event">): void {
    this.#each((tracer) => tracer.event?.(...told));
  }

  unheard(): void {
    this.#each((tracer) => tracer.unheard?.());
  }

  dropped(...told: Told<"dropped">): void {
    this.#each((tracer) => tracer.dropped?.(...told));
  }

  state(...told: Told<"state">): void {
    this.#each((tracer) => tracer.state?.(...told));
  }

  problem(...told: Told<"problem">): void {
    this.#each((tracer) => tracer.problem?.(...told));
  }

  bytes(...told: Told<"bytes">): void {
    this.#each((tracer) => tracer.bytes?.(...told));
  }

  #each(tell: (tracer: Tracer) => void): void {
    for (const tracer of this.#tracers) {
      try {
        tell(tracer);
      } catch {
        // There is nobody to be told, and the session must not suffer for it.
      }
    }
  }
}
