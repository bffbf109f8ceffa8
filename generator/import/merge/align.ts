import type { MergedFeature, Presence } from "./merged-schema.js";

/** The items of several lists that have the same name; undefined for a list without such an item. */
export interface Row<T> {
  readonly name: string;
  readonly cells: readonly (T | undefined)[];
}

/**
 * Aligns lists by name. The order of the first list is kept; an additional item of a later list follows its
 * predecessor in that list.
 */
export function align<T>(
  lists: readonly (readonly T[] | undefined)[],
  nameOf: (item: T) => string,
): Row<T>[] {
  const order = new LinkedKeys();
  const rows = new Map<string, { readonly name: string; readonly cells: (T | undefined)[] }>();
  for (const [index, list] of lists.entries()) {
    const counts = new Map<string, number>();
    let previous: string | undefined;
    for (const item of list ?? []) {
      const name = nameOf(item);
      // The count keeps duplicates in one list apart, so that the schema rules report them.
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const key = `${count} ${name}`;
      const row = rows.get(key) ?? { name, cells: lists.map(() => undefined) };
      row.cells[index] = item;
      rows.set(key, row);
      order.insertAfter(previous, key);
      previous = key;
    }
  }
  return [...order].flatMap((key) => rows.get(key) ?? []);
}

/** A linked list of distinct keys. */
class LinkedKeys {
  readonly #next = new Map<string | undefined, string | undefined>();

  /** Does nothing if the list contains the key already. */
  insertAfter(previous: string | undefined, key: string): void {
    if (this.#next.has(key)) return;
    this.#next.set(key, this.#next.get(previous));
    this.#next.set(previous, key);
  }

  *[Symbol.iterator](): Generator<string> {
    for (let key = this.#next.get(undefined); key !== undefined; key = this.#next.get(key)) yield key;
  }
}

/** Returns the indexes of the cells that have a value. */
export function presenceOf(cells: readonly unknown[]): Presence {
  return new Set(cells.flatMap((cell, index) => (cell === undefined ? [] : [index])));
}

export function mergeFeatures(
  cells: readonly ({ readonly features: readonly string[] } | undefined)[],
): MergedFeature[] {
  const lists = cells.map((cell) => cell?.features);
  return align(lists, (name) => name).map((row) => ({ name: row.name, presence: presenceOf(row.cells) }));
}
