import { CapabilityError, type QapiError } from "../errors/index.js";
import { EventDispatcher, type DispatcherHost } from "../events/dispatcher.js";
import type { EventMessage } from "../events/event.js";
import type { Interest } from "../events/subscription.js";
import { dropsDefaults } from "../signals/accessor.js";
import type { Channel } from "./channel.js";
import type { SessionConfig } from "./session-options.js";
import type { IncomingEvent } from "./message.js";
import type { EventReceiver } from "./session-protocol.js";
import { eventProblem } from "../validation/received-values.js";

/** Hands the events of a session to its dispatcher. An event without a listener is not decoded. */
export class SessionEvents implements EventReceiver, DispatcherHost {
  readonly dispatcher: EventDispatcher;
  readonly #config: SessionConfig;
  readonly #channel: Channel;
  readonly #session: { readonly capabilities: readonly string[] };
  /** Whether the transport is paused for a subscriber. */
  paused = false;
  /** Whether a subscriber wants it to be paused. */
  #wantsPause = false;

  constructor(
    config: SessionConfig,
    channel: Channel,
    session: { readonly capabilities: readonly string[] },
  ) {
    this.#config = config;
    this.#channel = channel;
    this.#session = session;
    this.dispatcher = new EventDispatcher(this);
  }

  receive(event: IncomingEvent): boolean {
    if (this.#wantsPause) this.pause();
    const { observer, validation } = this.#config;
    const audience = this.dispatcher.audience(event.name);
    if (audience.length === 0) {
      observer?.withoutListener();
      return true;
    }
    const message = event.decode();
    if (message === undefined) return false;
    observer?.event(message);
    const problem = validation === "both" ? eventProblem(this.#config, message) : undefined;
    if (problem === undefined) this.dispatcher.dispatch(message, event.size, audience);
    else this.#config.reportProblem(problem);
    return true;
  }

  gap(cause: QapiError): void {
    this.dispatcher.gap({ cause, restored: true }, this.dispatcher.subscribers);
  }

  end(error: QapiError | undefined): void {
    this.dispatcher.end(error);
  }

  listenerFailed(error: QapiError): void {
    this.#config.reportProblem(error);
  }

  /** The server sends only tagged events if the session requested to drop the default connections. */
  refusal({ names, tagged = false }: Interest): QapiError | undefined {
    if (tagged || names?.length === 0) return undefined;
    if (!dropsDefaults(this.#config.defaultConnections, this.#session.capabilities)) return undefined;
    const events = names?.join(" and ") ?? "events";
    return new CapabilityError(
      `${events} cannot be received: the session has dropped the default connections. Use an accessor of the server, or connect without defaultConnections: false`,
    );
  }

  /**
   * Does not pause while a call is pending: the subscriber may be slow because it waits for that reply. The first event
   * after the last reply pauses.
   */
  pause(): boolean {
    if (!this.#channel.canPause) return false;
    this.#wantsPause = true;
    if (!this.paused && this.#channel.isIdle) {
      this.paused = true;
      this.#channel.pause();
    }
    return true;
  }

  resume(): void {
    this.#wantsPause = false;
    this.readOn();
  }

  /** Reads on for the reply to a call, although a subscriber wants a pause. */
  readOn(): void {
    if (!this.paused) return;
    this.paused = false;
    this.#channel.resume();
  }

  dropped(message: EventMessage): void {
    this.#config.observer?.dropped(message);
  }
}
