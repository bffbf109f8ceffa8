/** A part of the campaign: cases that are numbered from 0, each of which depends on its number and the seed only. */
export interface Part {
  readonly name: string;
  /** What one case is, for the table. */
  readonly unit: string;
  /** The number of cases, for a part that enumerates them. Default: no end. */
  readonly size?: () => Promise<number>;
  /** Why the part cannot run here; undefined if it can. */
  readonly obstacle?: () => Promise<string | undefined>;
  /** Runs one case. Throws what it finds. */
  readonly run: (index: number, random: Random) => Promise<void>;
  /** Releases what the cases have shared. */
  readonly end?: () => Promise<void>;
}

/** A reproducible generator of random numbers. @see "mulberry32" by Tommy Ettinger, public domain */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns an integer from 0 to `limit - 1`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** Changes a text in some places: removes, repeats, inserts and replaces characters. */
  mutate(text: string, pieces: readonly string[], changes = 1 + this.below(5)): string {
    let mutated = text;
    for (let change = 0; change < changes; change++) {
      const at = this.below(mutated.length + 1);
      const removed = this.pick([0, 0, 1, 1, 2, 5, 40]);
      const inserted = this.pick([
        "",
        this.pick(pieces),
        this.pick(pieces),
        String.fromCharCode(this.below(256)),
        mutated.slice(at, at + this.below(60)),
      ]);
      mutated = mutated.slice(0, at) + inserted + mutated.slice(at + removed);
    }
    return mutated;
  }
}

/** Fails the case. */
export function fail(message: string): never {
  throw new Error(message);
}

/** The longest time in which anything settles, in milliseconds. */
const longest = 10_000;

/** Waits for a promise that must settle. @returns its value, or its error. */
export async function settled<T>(
  what: string,
  promise: Promise<T>,
): Promise<{ value: T } | { error: unknown }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, longest, "late");
  });
  const outcome = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const first = await Promise.race([outcome, late]);
  clearTimeout(timer);
  return first === "late" ? fail(`${what} did not settle within ${longest} ms`) : first;
}
