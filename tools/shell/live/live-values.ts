import { escapeControls } from "qapi-ts-generator/text";
import { queryFor, type LiveContext, type LiveQuery, type LiveValue } from "./queries.js";
import type { LiveKind } from "./kinds.js";

export type { LiveValue } from "./queries.js";

/** Asks a machine, with a limit in milliseconds. */
export type Ask = (command: string, args: object | undefined, timeout: number) => Promise<unknown>;

/** The limit of an answer while the user waits, and how long an answer is valid, in milliseconds. */
const [deadline, lifetime] = [500, 2_000];

interface Answer {
  readonly at: number;
  readonly items: Promise<readonly unknown[]>;
}

/** Queries a machine for its names while the user types. */
export class LiveValues {
  readonly #ask: Ask;
  readonly #now: () => number;
  readonly #answers = new Map<string, Answer>();

  /** @param now - the time in milliseconds. */
  constructor(ask: Ask, now: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Returns the names of some kinds. A kind that the machine does not list in time has none. */
  async values(kinds: readonly LiveKind[], context: LiveContext): Promise<readonly LiveValue[]> {
    const queries = kinds.map((kind) => queryFor(kind, context)).filter((query) => query !== undefined);
    const lists = await Promise.all(queries.map((query) => this.#valuesOf(query)));
    return [...new Map(lists.flat().map((each) => [each.value, each])).values()];
  }

  /** Forgets the answers, because a command may have changed the names. */
  clear(): void {
    this.#answers.clear();
  }

  async #valuesOf(query: LiveQuery): Promise<readonly LiveValue[]> {
    const items = await this.#itemsOf(query);
    return (
      items
        .map((item) =>
          typeof item === "object" && item !== null
            ? query.read(item as Readonly<Record<string, unknown>>)
            : undefined,
        )
        .filter((value) => value !== undefined)
        // A name with control characters could not be typed, and would reach the terminal.
        .filter(({ value }) => value === escapeControls(value) && !value.includes("\n"))
    );
  }

  #itemsOf({ command, arguments: args }: LiveQuery): Promise<readonly unknown[]> {
    const key = JSON.stringify([command, args]);
    const known = this.#answers.get(key);
    if (known !== undefined && this.#now() - known.at < lifetime) return known.items;
    const items = this.#ask(command, args, deadline).then(
      (answer) => (Array.isArray(answer) ? (answer as unknown[]) : []),
      () => [],
    );
    this.#answers.set(key, { at: this.#now(), items });
    return items;
  }
}
