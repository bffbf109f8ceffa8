/** Something named, with what each answer says of it; undefined where the answer does not have it. */
export interface Row<T> {
  readonly name: string;
  readonly cells: readonly (T | undefined)[];
}

/**
 * Puts lists beside each other by name. The first list's order stays; what a later one has besides comes behind what
 * it stands behind there.
 */
export function rows<T>(lists: readonly (readonly T[] | undefined)[], nameOf: (item: T) => string): Row<T>[] {
  const order = new Sequence();
  const found = new Map<string, { readonly name: string; readonly cells: (T | undefined)[] }>();
  for (const [index, list] of lists.entries()) {
    const counts = new Map<string, number>();
    let before: string | undefined;
    for (const item of list ?? []) {
      const name = nameOf(item);
      const key = `${count(name, counts)} ${name}`;
      const row = found.get(key) ?? { name, cells: lists.map(() => undefined) };
      row.cells[index] = item;
      found.set(key, row);
      order.insert(key, before);
      before = key;
    }
  }
  return order.toArray().flatMap((key) => found.get(key) ?? []);
}

/** What stands twice in one list is not to disappear: the rules of the language will speak of it. */
function count(name: string, counts: Map<string, number>): number {
  const number = counts.get(name) ?? 0;
  counts.set(name, number + 1);
  return number;
}

/** Names in order, as a chain, so that there is always room between two. */
class Sequence {
  readonly #next = new Map<string | undefined, string | undefined>();
  readonly #known = new Set<string>();

  insert(name: string, before: string | undefined): void {
    if (this.#known.has(name)) return;
    this.#known.add(name);
    this.#next.set(name, this.#next.get(before));
    this.#next.set(before, name);
  }

  toArray(): string[] {
    const names: string[] = [];
    for (let at = this.#next.get(undefined); at !== undefined; at = this.#next.get(at)) names.push(at);
    return names;
  }
}
