/** How one of several ended: `item` tells which it is. */
export type Outcome<T, R> =
  | { readonly item: T; readonly ok: true; readonly result: R }
  | { readonly item: T; readonly ok: false; readonly error: unknown };

/**
 * Completes several at once, and waits for them all: `completeEach(ids, (id) => deviceDelAndWait(session, { id }))`.
 * One that fails does not keep the others from ending. Give each a timeout, and nothing is left waiting.
 * @returns an outcome for each, in the order of the items. It is never rejected.
 */
export function completeEach<T, R>(
  items: readonly T[],
  complete: (item: T) => PromiseLike<R>,
): Promise<readonly Outcome<T, R>[]> {
  return Promise.all(items.map((item) => outcomeOf(item, complete)));
}

async function outcomeOf<T, R>(item: T, complete: (item: T) => PromiseLike<R>): Promise<Outcome<T, R>> {
  try {
    return { item, ok: true, result: await complete(item) };
  } catch (error) {
    return { item, ok: false, error };
  }
}
