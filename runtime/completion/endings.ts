import { CompletionFailedError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { Ending } from "./completion.js";
import { hold, wordsAt } from "./conditions.js";
import type { Watch, Watching } from "./watch.js";

/** Watches for the events that end a command. */
export class EndingsWatch implements Watch {
  readonly events: readonly string[];
  readonly #watching: Watching;
  readonly #done: readonly Ending[];
  readonly #failed: readonly Ending[];

  constructor(watching: Watching, done: readonly Ending[] = [], failed: readonly Ending[] = []) {
    this.#watching = watching;
    this.#done = done;
    this.#failed = failed;
    this.events = [...failed, ...done].map(({ event }) => event);
  }

  see(event: EventMessage): void {
    const failure = this.#failed.find((ending) => this.#isMeant(ending, event));
    if (failure !== undefined) {
      const { command } = this.#watching;
      const reason = wordsAt(event.data, failure.error);
      this.#watching.failed(
        new CompletionFailedError(command, `${event.event} came`, { reason, received: event }),
      );
    } else if (this.#done.some((ending) => this.#isMeant(ending, event))) this.#watching.done();
  }

  begun(): void {
    // Its events may have come before the answer; there is nothing to begin.
  }

  #isMeant({ event, where = [] }: Ending, message: EventMessage): boolean {
    return event === message.event && hold(where, message.data, this.#watching.args);
  }
}
