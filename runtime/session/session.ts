import type { QapiError } from "../errors/base.js";
import type { SupportQuestion } from "../introspection/server-features.js";
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
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import type { ConnectOptions, SignalConnection, Subscriber, Subscription } from "../events/subscription.js";
import type { EventSelection, EventStream, SelectedName } from "../events/stream.js";
import type { Greeting } from "./greeting.js";

/**
 * The state of a session. `connecting`: opening the transport and waiting for the greeting; `negotiating`: negotiating
 * capabilities; `closing`: nothing more is sent, waiting for the end of the connection.
 */
export type SessionState = "disconnected" | "connecting" | "negotiating" | "connected" | "closing";

/** Receives each change of a session's state. An error is reported to `onProblem` and affects nothing else. */
export type StateListener = (state: SessionState, previous: SessionState) => unknown;

/** How a session ended. */
export interface SessionEnd {
  /** What it died of; undefined when it was closed by `close`. */
  readonly error: QapiError | undefined;
}

/**
 * A negotiated connection to a server that speaks the QEMU Machine Protocol. Generated functions take one as their first
 * argument. `P` has the names and types of the server's commands and events; a session without a protocol takes any name.
 */
export interface Session<in out P extends Protocol = AnyProtocol> extends AsyncDisposable {
  /** Always absent at run time. First, because the compiler explains a mismatch of two sessions by the first member that differs. */
  readonly types?: P | undefined;

  readonly state: SessionState;

  /** The server's greeting. */
  readonly greeting: Greeting;

  /** The enabled capabilities: those requested that the server offered. */
  readonly capabilities: readonly string[];

  /** Resolves with the reason when the session ends. Never rejects. */
  readonly closed: Promise<SessionEnd>;

  /**
   * Sends a command and returns the server's reply. Calls may overlap.
   * @throws {@link QapiError} (as a rejection): CommandError, the server's error reply; OutcomeUnknownError, sent but not
   * answered; DisconnectedError, not sent; CallTimeoutError, CallAbortedError, CapabilityError, ArgumentsError.
   */
  call<K extends CommandName<P>>(command: K, ...rest: CommandParameters<P, K>): Promise<CommandReturns<P, K>>;

  /**
   * Connects a listener to an event. The listener is called once for each event from now on.
   * @throws DisconnectedError (as a rejection) if the session has ended; CapabilityError if the session requested to drop
   * default connections.
   */
  connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options?: ConnectOptions,
  ): Promise<SignalConnection<K>>;

  /**
   * Ends a connection. After the promise resolves, the listener is not called again.
   * @throws ForeignConnectionError (as a rejection) if the connection belongs to another session.
   */
  disconnectSignal(connection: SignalConnection): Promise<void>;

  /**
   * Waits for the next event of a name. Waiting starts at the call: call it before the command that causes the event.
   * @throws EventTimeoutError, EventAbortedError, or DisconnectedError if the session ends (as rejections).
   */
  once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>>;

  /**
   * Returns the named events, or all events, as a stream for `for await`. The stream collects from the call on. Options
   * instead of names set a limit and an overflow policy.
   */
  events<K extends EventName<P>>(
    ...selection: EventSelection<K>
  ): EventStream<EventOf<P, SelectedName<P, K>>>;

  /**
   * Delivers each event to a subscriber as it arrives, before anything that the server sends after it, and then the end
   * of the session. The other ways to receive events are built on this one.
   */
  subscribe(subscriber: Subscriber<EventName<P>>): Subscription;

  /** Calls a listener on each change of state. @returns a function that removes the listener. */
  onState(listener: StateListener): () => void;

  /**
   * Returns whether the server offers a command or event, a member of its data, a value or a feature. The server is
   * queried once, at the first question; a guest agent reports only its commands.
   * @throws IntrospectionError (as a rejection) if the server cannot answer; otherwise the errors of `call`.
   */
  supports(question: SupportQuestion<P>): Promise<boolean>;

  /**
   * Ends the session. Calls that were not sent reject with a DisconnectedError, unanswered calls with an
   * OutcomeUnknownError. Resolves when the connection has ended. A second call has no effect.
   */
  close(): Promise<void>;
}
