/** For each answer, in their order, the masked name that stands in one place; undefined where there is nothing. */
export type Tuple = readonly (string | undefined)[];

export type JointKind = "enum" | "object" | "alternate";

/** A type of the merged schema while it is found out which type of each answer it is. */
export interface Joint {
  readonly id: number;
  readonly kind: JointKind;
  /** The type's name in each answer that has it. */
  readonly masks: readonly (string | undefined)[];
}

/** Which masked names say, by themselves, of which type they are. */
export type IsIdentity = (answer: number, mask: string, kind: JointKind) => boolean;

interface Entry {
  readonly id: number;
  readonly kind: JointKind;
  masks: (string | undefined)[];
  forward: Entry | undefined;
}

/**
 * Finds out which types of different answers are one: those that stand in the same places. A type has at most one
 * name in each answer; where places contradict each other (what was one type became two) the merged schema has a type
 * for each of the pairs, so that none says more than it knows.
 */
export class JointTable {
  readonly #isIdentity: IsIdentity;
  readonly #byMask = new Map<string, Entry[]>();
  #count = 0;
  /** Grows with everything that is learnt: when it stays the same, nothing was. */
  revision = 0;

  constructor(isIdentity: IsIdentity) {
    this.#isIdentity = isIdentity;
  }

  /** The type that has these names; it learns those that it did not know. */
  resolve(kind: JointKind, tuple: Tuple): Joint {
    let found: Entry | undefined;
    for (const candidate of this.#candidates(kind, tuple)) {
      if (!compatible(candidate.masks, tuple)) continue;
      if (found === undefined) found = candidate;
      else if (found !== candidate && compatible(found.masks, candidate.masks)) {
        this.#learn(found, candidate.masks);
        candidate.forward = found;
        this.revision++;
      }
    }
    found ??= { id: this.#count++, kind, masks: tuple.map(() => undefined), forward: undefined };
    this.#learn(found, tuple);
    return found;
  }

  /** In the order in which they came up, so that the result is the same every time. */
  #candidates(kind: JointKind, tuple: Tuple): Entry[] {
    const found = new Set<Entry>();
    for (const [answer, mask] of tuple.entries()) {
      if (mask === undefined || !this.#isIdentity(answer, mask, kind)) continue;
      for (const entry of this.#byMask.get(keyOf(answer, mask)) ?? []) {
        const current = final(entry);
        if (current.kind === kind) found.add(current);
      }
    }
    return [...found].sort((a, b) => a.id - b.id);
  }

  #learn(entry: Entry, tuple: Tuple): void {
    for (const [answer, mask] of tuple.entries()) {
      if (mask === undefined || entry.masks[answer] !== undefined) continue;
      this.revision++;
      entry.masks[answer] = mask;
      if (!this.#isIdentity(answer, mask, entry.kind)) continue;
      const key = keyOf(answer, mask);
      this.#byMask.set(key, [...(this.#byMask.get(key) ?? []), entry]);
    }
  }
}

function final(entry: Entry): Entry {
  let at = entry;
  while (at.forward) at = at.forward;
  return at;
}

function keyOf(answer: number, mask: string): string {
  return `${answer} ${mask}`;
}

function compatible(a: Tuple, b: Tuple): boolean {
  return a.every((mask, index) => {
    const other = b[index];
    return mask === undefined || other === undefined || mask === other;
  });
}
