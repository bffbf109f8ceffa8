import type { EventMessage } from "../events/event.js";
import type { Session } from "../session/session.js";
import type { QapiError } from "../errors/index.js";
import type { Arguments } from "./conditions.js";

/** What somebody who watches for a command's end has at hand. */
export interface Watching {
  readonly session: Session;
  readonly command: string;
  readonly args: Arguments;
  /** Fires when everything is over; what is still asked for is given up then. */
  readonly over: AbortSignal;
  /** The command is complete. Only the first verdict counts, of either kind. */
  done(): void;
  failed(error: QapiError): void;
  /**
   * Asks the server. What it refuses is a failed verdict.
   * @returns undefined where there is no answer, of which nothing may be concluded.
   */
  readonly ask: (command: string, args?: object) => Promise<Answer | undefined>;
  /** Calls back after so many milliseconds, unless all is over by then. */
  later(milliseconds: number, callback: () => void): void;
}

/** What the server answered. */
export interface Answer {
  readonly value: unknown;
}

/** One way to learn of a command's end. */
export interface Watch {
  /** The events that it wants to see. */
  readonly events: readonly string[];
  /** An event came; perhaps before the command's answer. */
  see(event: EventMessage): void;
  /** The command was answered. */
  begun(): void;
  /** Events may have been missed: it can find out otherwise how things are. Who cannot leaves it out. */
  missed?(): void;
}
