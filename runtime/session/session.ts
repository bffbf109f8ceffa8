import type { QapiError } from "../errors/base.js";
import type { SupportQuestion } from "../introspection/question.js";
import type {
  AnyProtocol,
  CommandName,
  CommandParameters,
  CommandReturns,
  EventName,
  EventOf,
  Protocol,
} from "../protocol.js";
import type { SignalConnection, ConnectOptions } from "../events/signal-connection.js";
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import type { Subscriber, Subscription } from "../events/subscription.js";
import type { EventStream, StreamOptions } from "../events/stream.js";
import type { Greeting } from "./greeting.js";
import type { RequestOptions } from "./call-options.js";
import type { SessionState, StateListener } from "./session-state.js";

/** How a session ended. */
export interface SessionEnd {
  /** What it died of; undefined when it was closed by `close`. */
  readonly error: QapiError | undefined;
}

/**
 * A connection to a server that speaks the QEMU Machine Protocol, negotiated and ready. This is what every
 * generated function takes; it knows no protocol's names.
 */
export interface Session extends AsyncDisposable {
  readonly state: SessionState;

  /** What the server said first. */
  readonly greeting: Greeting;

  /** The capabilities that were enabled, of those that the server offered. */
  readonly capabilities: readonly string[];

  /** Fulfilled when the session has ended, with the reason. Never rejected. */
  readonly closed: Promise<SessionEnd>;

  /**
   * Sends a command, and gives what it returns. Calls may be made without waiting for one another.
   * @throws {@link QapiError} (as a rejection): CommandError, the server's answer; OutcomeUnknownError, sent and
   * never answered; DisconnectedError, never sent; CallTimeoutError, CallAbortedError, CapabilityError,
   * ArgumentsError.
   */
  call<R = unknown>(command: string, args?: object, options?: RequestOptions): Promise<R>;

  /**
   * Connects a listener to an event. It is called from now on, once for each event and connection.
   * @throws DisconnectedError (as a rejection) when the session has ended, CapabilityError when its default
   * connections were dropped.
   */
  connectSignal<D>(event: string, listener: Listener<D>, options?: ConnectOptions): Promise<SignalConnection>;

  /**
   * Ends a connection: once the promise is fulfilled its listener is not called again.
   * @throws ForeignConnectionError (as a rejection) when another session made it.
   */
  disconnectSignal(connection: SignalConnection): Promise<void>;

  /**
   * Tells a subscriber of each event as it comes, before anything that the server sends behind it, and of the
   * end. What other ways to listen are made of.
   */
  subscribe(subscriber: Subscriber): Subscription;

  /** Calls back on each change of state. @returns what ends that. */
  onState(listener: StateListener): () => void;

  /**
   * Whether the server offers something: a command or event, a member of what they carry, a value, a feature. The
   * server is asked at the first question, and once; a guest agent knows only its commands.
   * @throws IntrospectionError (as a rejection) where the server cannot say; otherwise as `call`.
   */
  supports(question: SupportQuestion): Promise<boolean>;

  /**
   * Ends the session. What was not sent is rejected with a DisconnectedError, what was not answered with an
   * OutcomeUnknownError. Fulfilled when the connection has ended; closing again is no error.
   */
  close(): Promise<void>;
}

/** A session that knows the names and types of a protocol. */
export interface TypedSession<P extends Protocol = AnyProtocol> extends Session {
  /** As `call`, by the protocol's types. */
  execute<K extends CommandName<P>>(
    command: K,
    ...rest: CommandParameters<P, K>
  ): Promise<CommandReturns<P, K>>;

  /**
   * The next such event. It is awaited from the call on: to miss nothing, call it before the command that
   * causes the event.
   * @throws EventTimeoutError, EventAbortedError, or DisconnectedError when the session ends (as rejections).
   */
  once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>>;

  /** The named events, or all, for `for await`; collected from the call on. */
  events<K extends EventName<P>>(...names: readonly K[]): EventStream<EventOf<P, K>>;

  /** The same, with a choice of how many events may wait and what happens beyond. */
  events<K extends EventName<P>>(options: StreamOptions<K>): EventStream<EventOf<P, K>>;
}
