export type Supplement = typeof import("./supplement.js");

/**
 * Where the supplement comes from. On Node it is there from the beginning; a page that connects and calls has no use for
 * it, and does without until it is asked for more. Which of both it is, package.json says under `#supplier`.
 */
export interface Supplier {
  /** Undefined as long as it is not there. */
  readonly now: Supplement | undefined;
  /** @throws SupplementError (as a rejection) where it cannot be loaded; another time it may be. */
  load(): Promise<Supplement>;
}
