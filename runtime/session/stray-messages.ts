import { startTimer } from "../clock.js";
import { ProtocolViolationError, type QapiError } from "../errors/index.js";
import type { SessionConfig } from "./config.js";
import { unexpected } from "./errors.js";

/** The most reports in one second. */
const mostReports = 10;

/** The most stray messages in a row. */
const mostInARow = 1_000;

/**
 * Reports the messages of a server that no call and no listener waits for. A server may send any number of them: further
 * ones within a second are counted, and too many in a row end the session.
 */
export class StrayMessages {
  readonly #config: SessionConfig;
  #inARow = 0;
  #reported = 0;
  #omitted = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(config: SessionConfig) {
    this.#config = config;
  }

  /** Records a message that was waited for. */
  interrupt(): void {
    this.#inARow = 0;
  }

  /**
   * @param problem - creates the report; undefined if the message need not be reported.
   * @returns the error that ends the session, if any.
   */
  add(problem: (() => QapiError) | undefined): QapiError | undefined {
    this.#inARow++;
    if (this.#inARow > mostInARow) {
      return unexpected(`${mostInARow} messages in a row that belong to no call`);
    }
    if (problem === undefined) return undefined;
    if (this.#reported === mostReports) this.#omitted++;
    else {
      this.#config.reportProblem(problem());
      this.#reported++;
      if (this.#reported === mostReports)
        this.#cancelTimer = startTimer(this.#config.clock, 1_000, this.#flush);
    }
    return undefined;
  }

  /** Reports how many were not reported. */
  end(): void {
    this.#cancelTimer?.();
    this.#flush();
  }

  readonly #flush = (): void => {
    const omitted = this.#omitted;
    this.#reported = 0;
    this.#omitted = 0;
    if (omitted === 0) return;
    const text = `${omitted} further messages of the server belong to no call`;
    this.#config.reportProblem(new ProtocolViolationError(text));
  };
}
