import { supplier } from "#supplier";

/** What many sessions may have alike, kept once where that is worth while: a page has one session, or a few. */
export function kept<T>(value: T): T {
  return supplier.now?.keptOnce(value) ?? value;
}
