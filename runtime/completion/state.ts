import { CompletionFailedError } from "../errors/index.js";
import type { StateQuery } from "./completion.js";
import { hold, partOf, wordsAt } from "./conditions.js";
import type { Watch, Watching } from "./watch.js";

/** Asks the server how things are: once, upon events, and as often as the query says. */
export class StateWatch implements Watch {
  readonly events: readonly string[];
  readonly #watching: Watching;
  readonly #query: StateQuery;
  #begun = false;
  #asking = false;
  /** Something happened while the answer was on its way: it may be older than that. */
  #again = false;

  constructor(watching: Watching, query: StateQuery) {
    this.#watching = watching;
    this.#query = query;
    this.events = query.wake ?? [];
  }

  /** What is asked before the command was carried out says how things were. */
  see(): void {
    if (this.#begun) this.#ask();
  }

  missed(): void {
    this.see();
  }

  begun(): void {
    this.#begun = true;
    this.#ask();
  }

  #ask(): void {
    if (this.#asking) this.#again = true;
    else void this.#question();
  }

  async #question(): Promise<void> {
    this.#asking = true;
    do {
      this.#again = false;
      const answer = await this.#watching.ask(this.#query.command);
      if (answer !== undefined) this.#judge(answer.value);
    } while (this.#isWanted(this.#again));
    this.#asking = false;
    this.#rest();
  }

  #isWanted(again: boolean): boolean {
    return again && !this.#watching.over.aborted;
  }

  #judge(answer: unknown): void {
    const { command, args } = this.#watching;
    const { done, failed, error } = this.#query;
    const state = partOf(answer, this.#query, args);
    if (failed !== undefined && hold(failed, state, args)) {
      const facts = { reason: wordsAt(state, error), received: state };
      this.#watching.failed(new CompletionFailedError(command, `${this.#query.command} says so`, facts));
    } else if (done !== undefined && hold(done, state, args)) this.#watching.done();
  }

  #rest(): void {
    if (this.#query.interval === undefined) return;
    this.#watching.later(this.#query.interval, () => {
      this.#ask();
    });
  }
}
