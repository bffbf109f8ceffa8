import picomatch from "picomatch";
import { UsageError } from "../failure.js";
import { listNames, suggest } from "../output/suggest.js";

/** Selects events by name. A pattern may have `*` and `?`. */
export class EventFilter {
  readonly #patterns: readonly { readonly text: string; readonly matches: (name: string) => boolean }[];

  /** @param patterns - the patterns of which one must match. Default: every event. */
  constructor(patterns: readonly string[] = []) {
    this.#patterns = patterns.map((text) => ({ text, matches: picomatch(text, patternOptions) }));
  }

  matches(name: string): boolean {
    return this.#patterns.length === 0 || this.#patterns.some((pattern) => pattern.matches(name));
  }

  /**
   * Checks that each pattern matches one of the events of the machines.
   * @throws UsageError that names the valid ones.
   */
  check(names: readonly string[]): void {
    const wrong = this.#patterns.find((pattern) => !names.some((name) => pattern.matches(name)));
    if (wrong === undefined) return;
    throw new UsageError(
      `--name ${wrong.text}: there is no such event${suggest(wrong.text, names)}. Valid: ${listNames([...names].sort())}.`,
    );
  }
}

/** The patterns of names: only `*`, `?` and `[...]` are special. */
export const patternOptions = {
  nobrace: true,
  noextglob: true,
  nonegate: true,
  noglobstar: true,
  nocase: true,
};
