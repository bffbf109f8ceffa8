import { connect as connectSession, type Session } from "../../runtime/index.js";
import { parseJson } from "../../runtime/json.js";
import { concurrently, eventName, type Connection, type Driver } from "./driver.js";

class SessionConnection implements Connection {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  concurrent(calls: number, width: number): Promise<void> {
    return concurrently(calls, width, () => this.#session.call("query-status"));
  }

  async heard(events: number): Promise<void> {
    let count = 0;
    await using connection = await this.#session.connectSignal(eventName, () => {
      count++;
    });
    await this.unheard(events);
    if (count !== events) throw new Error(`received ${count} of ${events} events ${connection.event}`);
  }

  async unheard(events: number): Promise<void> {
    await this.#session.call("x-events", { count: events });
  }

  async big(): Promise<void> {
    await this.#session.call("x-big");
  }

  close(): void {
    void this.#session.close();
  }
}

export const qapiTs: Driver = {
  // With the capability `oob`, a session limits the calls in flight to eight.
  open: async (path, oob) =>
    new SessionConnection(await connectSession({ path, capabilities: oob ? ["oob"] : [] })),
  parse: parseJson,
};
