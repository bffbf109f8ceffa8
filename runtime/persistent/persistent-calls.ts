import type { QapiError } from "../errors/index.js";
import type { Clock } from "../clock.js";
import type { Session } from "../session/session.js";
import { PersistentCall, type PersistentRequest } from "./persistent-call.js";

/** The calls of a session that may not be connected: those that wait, and those that are on their way. */
export class PersistentCalls {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #calls = new Set<PersistentCall>();
  #sequence = 0;

  /** @param changed - told when there is a call more, when one has to wait again, and when one is over. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get idle(): boolean {
    return this.#calls.size === 0;
  }

  /** Makes the call with the session, or as soon as there is one. */
  make(request: PersistentRequest, session: Session | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const call = new PersistentCall(request, ++this.#sequence, {
        resolve,
        reject,
        returned: this.#changed,
        settled: (settled) => {
          this.#calls.delete(settled);
          this.#changed();
        },
      });
      if (!call.begin(this.#clock)) return;
      this.#calls.add(call);
      if (session !== undefined) call.dispatch(session);
      this.#changed();
    });
  }

  /** There is a connection: those who wait are served, in the order in which they were made. */
  dispatch(session: Session): void {
    const waiting = [...this.#calls].filter((call) => call.waits);
    for (const call of waiting.sort((one, other) => one.sequence - other.sequence)) call.dispatch(session);
  }

  /** There will be no connection for those who wait now. */
  fail(cause: QapiError | undefined): void {
    for (const call of [...this.#calls]) if (call.waits) call.fail(cause);
  }
}
