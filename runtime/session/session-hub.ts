import { EventDispatcher } from "../events/dispatcher.js";
import type { Subscriber } from "../events/subscription.js";
import { Brake } from "./brake.js";
import type { Site } from "./site.js";

/** The hub of a session's events, with a brake for who cannot take what comes. */
export class SessionHub extends EventDispatcher {
  readonly #brake: Brake;

  constructor(site: Site) {
    const brake = new Brake(site.transport, () => site.core.idle);
    super({
      problem: (error) => {
        site.problem(error);
      },
      hold: (subscriber: Subscriber) => brake.hold(subscriber),
      release: (subscriber: Subscriber) => {
        brake.release(subscriber);
      },
      dropped: (message) => site.rules.observer?.dropped(message),
    });
    this.#brake = brake;
    const { state, failure } = site.core;
    if (state === "closing" || state === "disconnected") this.end(failure);
  }

  /** Reads on, until the next who cannot take an event says so. */
  ease(): void {
    this.#brake.ease();
  }
}
