import type { SupportQuestion } from "../introspection/question.js";
import type {
  AnyProtocol,
  CommandName,
  CommandParameters,
  CommandReturns,
  EventData,
  EventName,
  EventOf,
  Protocol,
} from "../protocol.js";
import type { EventDispatcher } from "../events/dispatcher.js";
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import { disconnectOwned } from "../events/listener-connection.js";
import type { ConnectOptions, SignalConnection, Subscriber, Subscription } from "../events/subscription.js";
import { streamOf, type EventSelection, type EventStream } from "../events/stream.js";
import type { Greeting } from "./greeting.js";
import type { Session, SessionEnd } from "./session.js";
import type { SessionState, StateListener } from "./session-state.js";

/** What a session over one connection and a persistent session have in common. */
export abstract class CommonSession<P extends Protocol = AnyProtocol> implements Session<P> {
  abstract readonly state: SessionState;
  abstract readonly greeting: Greeting;
  abstract readonly capabilities: readonly string[];
  abstract readonly closed: Promise<SessionEnd>;

  abstract call<K extends CommandName<P>>(
    command: K,
    ...rest: CommandParameters<P, K>
  ): Promise<CommandReturns<P, K>>;

  abstract connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options?: ConnectOptions,
  ): Promise<SignalConnection>;

  abstract once<K extends EventName<P>>(
    event: K,
    options?: OnceOptions<EventOf<P, K>>,
  ): Promise<EventOf<P, K>>;

  abstract supports(question: SupportQuestion<P>): Promise<boolean>;

  abstract onState(listener: StateListener): () => void;

  abstract close(): Promise<void>;

  disconnectSignal(connection: SignalConnection): Promise<void> {
    return disconnectOwned(connection, this.dispatcher);
  }

  events<K extends EventName<P>>(...selection: EventSelection<K>): EventStream<EventOf<P, K>> {
    return streamOf<EventOf<P, K>>(this.dispatcher, selection);
  }

  subscribe(subscriber: Subscriber): Subscription {
    return this.dispatcher.subscribe(subscriber);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Where the session's events find their subscribers. */
  protected abstract readonly dispatcher: EventDispatcher;
}
