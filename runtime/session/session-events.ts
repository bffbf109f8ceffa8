import type { QapiError } from "../errors/index.js";
import { EventDispatcher, type DispatcherEffects } from "../events/dispatcher.js";
import type { EventMessage } from "../events/event.js";
import type { Subscriber } from "../events/subscription.js";
import { Backpressure } from "./backpressure.js";
import type { Channel } from "./channel.js";
import type { SessionConfig } from "./config.js";
import type { IncomingEvent } from "./message.js";
import type { EventReceiver } from "./session-protocol.js";
import { eventProblem } from "./validation.js";

/** Hands the events of a session to its dispatcher. An event without a listener is not decoded. */
export class SessionEvents implements EventReceiver, DispatcherEffects {
  readonly dispatcher: EventDispatcher;
  readonly #config: SessionConfig;
  readonly #channel: Channel;
  /** Created for the first full queue. */
  #backpressure: Backpressure | undefined;

  constructor(config: SessionConfig, channel: Channel) {
    this.#config = config;
    this.#channel = channel;
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
    this.#backpressure ??= new Backpressure(this.#channel);
    return this.#backpressure.hold(subscriber);
  }

  release(subscriber: Subscriber): void {
    this.#backpressure?.release(subscriber);
  }

  /** Resumes reading for the reply to a call. */
  resumeReading(): void {
    this.#backpressure?.resume();
  }

  dropped(message: EventMessage): void {
    this.#config.observer?.dropped(message);
  }
}
