import type { Terminal } from "../cli/terminal.js";

/** The most problems that are printed in a second. Hostile clients can cause any number. */
const maxInPeriod = 10;
const period = 1_000;

/** Prints problems to standard error, with the number of those that are not printed. */
export class ProblemPrinter {
  readonly #terminal: Terminal;
  #printed = 0;
  #omitted = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly print = ({ message }: Error): void => {
    this.#timer ??= setTimeout(this.end, period).unref();
    if (this.#printed >= maxInPeriod) this.#omitted++;
    else {
      this.#printed++;
      this.#terminal.error(`${message.replace(/\s*\n\s*/g, " ")}\n`);
    }
  };

  /** Ends a period: prints how many problems were not printed. */
  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#omitted > 0) this.#terminal.error(`${this.#omitted} further problems were not printed\n`);
    this.#printed = 0;
    this.#omitted = 0;
  };
}
