import { systemClock, type Clock } from "../clock.js";
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
import type { EventDispatcher } from "../events/dispatcher.js";
import type { Listener } from "../events/event.js";
import type { OnceOptions } from "../events/once.js";
import { disconnectOwned } from "../events/listener-connection.js";
import type {
  ConnectOptions,
  Interest,
  SignalConnection,
  Subscriber,
  Subscription,
} from "../events/subscription.js";
import { streamOf, type EventSelection, type EventStream, type SelectedName } from "../events/stream.js";
import type { AccessorName } from "../signals/accessor.js";
import type { CallOptions } from "./call-options.js";
import type { Greeting } from "./greeting.js";
import { warn } from "../observe/session-observer.js";
import type { Session, SessionEnd, SessionState, StateListener } from "./session.js";

/** Uses one connection. @param limits - the limits of the calls that it makes. */
export type ConnectionWork<T> = (connection: Session, limits: CallOptions) => Promise<T>;

/** What a session over one connection and a persistent session have in common. */
export abstract class CommonSession<P extends Protocol = AnyProtocol> implements Session<P> {
  abstract readonly state: SessionState;
  abstract readonly greeting: Greeting;
  abstract readonly capabilities: readonly string[];
  abstract readonly closed: Promise<SessionEnd>;
  /** The clock of the session's timeouts, which everything that works with the session inherits. */
  abstract readonly clock: Clock;

  abstract call<K extends CommandName<P>>(
    command: K,
    ...rest: CommandParameters<P, K>
  ): Promise<CommandReturns<P, K>>;

  abstract connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options?: ConnectOptions,
  ): Promise<SignalConnection<K>>;

  abstract once<K extends EventName<P>>(
    event: K,
    options?: OnceOptions<EventOf<P, K>>,
  ): Promise<EventOf<P, K>>;

  abstract supports(question: SupportQuestion<P>): Promise<boolean>;

  abstract onState(listener: StateListener): () => void;

  abstract close(): Promise<void>;

  /** The session of the current connection; undefined if there is none. */
  abstract readonly connection: Session | undefined;

  /**
   * Works over the current connection or the next one, at the place of a call that is made now. Everything that belongs to
   * a connection, such as a tag, is requested and released in this way: it is not valid over another connection.
   * @param accessor - the accessor to whose event the work connects.
   */
  abstract perform<T>(
    accessor: AccessorName,
    work: ConnectionWork<T>,
    signal: AbortSignal | undefined,
  ): Promise<T>;

  /** Returns why the server of the current connection sends none of these events; undefined if it may. */
  refusal(interest: Interest): QapiError | undefined {
    return this.dispatcher.refusal(interest);
  }

  /** Reports an error that has no caller. */
  reportProblem(error: QapiError): void {
    this.dispatcher.reportProblem(error);
  }

  disconnectSignal(connection: SignalConnection): Promise<void> {
    return disconnectOwned(connection, this, this.dispatcher);
  }

  events<K extends EventName<P>>(
    ...selection: EventSelection<K>
  ): EventStream<EventOf<P, SelectedName<P, K>>> {
    return streamOf<EventOf<P, SelectedName<P, K>>>(this.dispatcher, selection);
  }

  subscribe(subscriber: Subscriber<EventName<P>>): Subscription {
    return this.dispatcher.subscribe(subscriber);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Where the session's events find their subscribers. */
  protected abstract readonly dispatcher: EventDispatcher;
}

/** Works over a connection of a session. A session that a program implements itself counts as one connection. */
export function perform<T>(
  session: Session,
  accessor: AccessorName,
  work: ConnectionWork<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  return session instanceof CommonSession
    ? session.perform(accessor, work, signal)
    : work(session, { signal });
}

/** Returns why the server of the current connection sends none of these events; undefined if it may. */
export function refusalOf(session: Session, interest: Interest): QapiError | undefined {
  return session instanceof CommonSession ? session.refusal(interest) : undefined;
}

/** Reports an error that has no caller to the `onProblem` of a session. */
export function reportProblem(session: Session, error: QapiError): void {
  if (session instanceof CommonSession) session.reportProblem(error);
  else warn(error);
}

/** The session of the current connection; undefined if there is none. */
export function connectionOf(session: Session): Session | undefined {
  return session instanceof CommonSession ? session.connection : session;
}

/** The clock of a session; the platform's for a session that a program implements itself. */
export function clockOf(session: Session): Clock {
  return session instanceof CommonSession ? session.clock : systemClock;
}
