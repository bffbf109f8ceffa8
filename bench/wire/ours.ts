import { connect as connectSession, type Session } from "../../runtime/index.js";
import { parseJson } from "../../runtime/json.js";
import { concurrently, eventName, type Connected, type Contender } from "./contender.js";

class Ours implements Connected {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  readonly #call = (): Promise<unknown> => this.#session.call("query-status");

  concurrent(calls: number, width: number): Promise<void> {
    return concurrently(calls, width, this.#call);
  }

  async heard(events: number): Promise<void> {
    let count = 0;
    await using connection = await this.#session.connectSignal(eventName, () => {
      count++;
    });
    await this.unheard(events);
    if (count !== events) throw new Error(`${count} ${connection.event} came, and not ${events}`);
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

export const ours: Contender = {
  // With `oob` the session itself would hold back what is more than eight calls.
  open: async (path, oob) => new Ours(await connectSession({ path, capabilities: oob ? ["oob"] : [] })),
  parse: parseJson,
};
