import type { QapiError } from "../errors/index.js";
import { EventDispatcher, type DispatcherEffects } from "../events/dispatcher.js";
import type { EventMessage } from "../events/event.js";
import type { Subscriber } from "../events/subscription.js";
import type { Backpressure } from "./backpressure.js";
import type { SessionConfig } from "./config.js";
import type { IncomingEvent } from "./message.js";
import type { EventReceiver } from "./session-protocol.js";
import { eventProblem } from "./validation.js";

/** Hands the events of a session to its dispatcher. An event without a listener is not decoded. */
export class SessionEvents implements EventReceiver, DispatcherEffects {
  readonly dispatcher: EventDispatcher;
  readonly #config: SessionConfig;
  readonly #backpressure: Backpressure;

  constructor(config: SessionConfig, backpressure: Backpressure) {
    this.#config = config;
    this.#backpressure = backpressure;
    this.dispatcher = new EventDispatcher(this);
  }

  receive(event: IncomingEvent): boolean {
    const { observer } = this.#config;
    const audience = this.dispatcher.audience(event.name);
    if (audience.length === 0) {
      observer?.unheard();
      return true;
    }
    const message = event.decode();
    if (message === undefined) return false;
    observer?.event(message);
    const problem = eventProblem(this.#config, message);
    if (problem === undefined) this.dispatcher.dispatch(message, audience);
    else this.#config.reportProblem(problem);
    return true;
  }

  end(error: QapiError | undefined): void {
    this.dispatcher.end(error);
  }

  problem(error: QapiError): void {
    this.#config.reportProblem(error);
  }

  hold(subscriber: Subscriber): boolean {
    return this.#backpressure.hold(subscriber);
  }

  release(subscriber: Subscriber): void {
    this.#backpressure.release(subscriber);
  }

  dropped(message: EventMessage): void {
    this.#config.observer?.dropped(message);
  }
}
