import type { EventName, EventOf, Protocol } from "../protocol.js";
import type { EventStream, StreamOptions } from "./stream.js";
import type { EventInbox, EventFilter, WaitOptions } from "./inbox.js";
import type { Ledger } from "./ledger.js";

/** A desk, by its ledger: it knows the types that the ledger does without. */
export class LedgerInbox<P extends Protocol, X, F> implements EventInbox<P, X, F> {
  protected readonly ledger: Ledger;
  readonly #closed: () => void;

  /** @param closed - lets go of whatever the events came from. */
  constructor(ledger: Ledger, closed: () => void) {
    this.ledger = ledger;
    this.#closed = closed;
  }

  get kept(): number {
    return this.ledger.kept;
  }

  get dropped(): number {
    return this.ledger.dropped;
  }

  check<K extends EventName<P>>(
    mask?: EventFilter<EventOf<P, K> & X, K> & F,
  ): (EventOf<P, K> & X) | undefined {
    return this.ledger.check<EventOf<P, K> & X>(mask);
  }

  wait<K extends EventName<P>>(
    mask?: EventFilter<EventOf<P, K> & X, K> & F & WaitOptions,
  ): Promise<EventOf<P, K> & X> {
    return this.ledger.wait<EventOf<P, K> & X>(mask);
  }

  callback<K extends EventName<P>, U = undefined>(
    mask: EventFilter<EventOf<P, K> & X, K> & F,
    callback: (event: EventOf<P, K> & X, user: U) => unknown,
    ...[user]: undefined extends U ? [user?: U] : [user: U]
  ): () => void {
    // Where the value may be left out, its type says so.
    return this.ledger.callback<EventOf<P, K> & X>(mask, (event) => callback(event, user as U));
  }

  events<K extends EventName<P>>(options?: StreamOptions<K>): EventStream<EventOf<P, K> & X> {
    return this.ledger.stream<EventOf<P, K> & X>(options);
  }

  close(): void {
    this.#closed();
    this.ledger.end(undefined);
    this.ledger.forget();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
