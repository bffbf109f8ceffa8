import type { Clock } from "../clock.js";
import { nameCaller } from "../errors/caller-stack.js";
import { CommandError, DisconnectedError, QapiError } from "../errors/index.js";
import type { EventDispatcher } from "../events/dispatcher.js";
import type { Listener } from "../events/event.js";
import { connectingAborted, Handover, ListenerConnection } from "../events/listener-connection.js";
import { nextEvent, type OnceOptions, waitErrors } from "../events/once.js";
import type { ConnectOptions, SignalConnection } from "../events/subscription.js";
import { type Settle, waitFor } from "../events/waiter.js";
import { isObject, parseJson } from "../json.js";
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
import { CommonSession, type ConnectionWork } from "../session/common-session.js";
import { argumentsText, prepareArguments } from "../session/arguments.js";
import {
  type CallOptions,
  defaultTimeout,
  replyReporter,
  type RequestOptions,
} from "../session/call-options.js";
import { emptyGreeting, type Greeting } from "../session/greeting.js";
import type { SessionConfig } from "../session/session-options.js";
import type { Session, SessionEnd, SessionState, StateListener } from "../session/session.js";
import type { SupportQuestion } from "../introspection/server-features.js";
import { notifyStateListeners } from "../session/session-protocol.js";
import type { AccessorName } from "../signals/accessor.js";
import { ConnectionManager, type ConnectionSettings } from "./connection-manager.js";
import { EventForwarder } from "./event-forwarder.js";
import { PersistentCalls } from "./persistent-calls.js";

/** A session that outlives its connections. */
export class PersistentSession<P extends Protocol = AnyProtocol> extends CommonSession<P> {
  readonly closed: Promise<SessionEnd>;
  readonly #config: SessionConfig;
  /** Whether the session stays when it cannot connect. */
  readonly #isOnDemand: boolean;
  readonly #calls: PersistentCalls;
  readonly #events: EventForwarder;
  readonly #connections: ConnectionManager<Session<P>>;
  /** The current connection, or else the last: it has the greeting. */
  #latest: Session<P> | undefined;
  #state: SessionState = "disconnected";
  #stateListeners: readonly StateListener[] = [];
  #pendingReady: readonly Settle<undefined>[] = [];
  #lossCause: QapiError | undefined;
  /** While pending calls and waits are being rejected, their removal must not open a connection. */
  #rejecting = false;
  #end: SessionEnd | undefined;
  #resolveClosed: (end: SessionEnd) => void = () => undefined;

  constructor(config: SessionConfig, settings: ConnectionSettings<Session<P>>) {
    super();
    this.#config = config;
    this.#isOnDemand = settings.idle !== undefined;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#calls = new PersistentCalls(config.clock, this.#update);
    this.#events = new EventForwarder({
      listenerFailed: (error) => config.reportProblem(error),
      dropped: (message) => {
        config.observer?.dropped(message);
      },
      changed: this.#update,
    });
    this.#connections = new ConnectionManager(config, settings, {
      isNeeded: () => this.#needsConnection(),
      isListening: () => this.#events.dispatcher.subscribers.length > 0,
      connected: this.#connected,
      disconnected: this.#disconnected,
      cancelled: () => this.#setState("disconnected"),
      gaveUp: this.#gaveUp,
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get greeting(): Greeting {
    return this.#latest?.greeting ?? emptyGreeting;
  }

  get capabilities(): readonly string[] {
    return this.#latest?.capabilities ?? [];
  }

  get clock(): Clock {
    return this.#config.clock;
  }

  /** Resolves when there is a connection. @param event - the event of the listener that waits. */
  ready(signal?: AbortSignal, event = ""): Promise<void> {
    if (this.#connections.current !== undefined) return Promise.resolve();
    if (this.#end !== undefined) return Promise.reject(this.#endedError(`connect${event && ` to ${event}`}`));
    const errors = { ...waitErrors([event]), aborted: (cause: unknown) => connectingAborted(event, cause) };
    return waitFor<undefined>({ clock: this.clock, signal }, errors, (pending) => {
      this.#pendingReady = [...this.#pendingReady, pending];
      this.#update();
      return () => {
        this.#pendingReady = this.#pendingReady.filter((other) => other !== pending);
        this.#update();
      };
    });
  }

  call<K extends CommandName<P>>(command: K, ...rest: CommandParameters<P, K>): Promise<CommandReturns<P, K>>;
  call(command: string, args?: object, options: RequestOptions = {}): Promise<unknown> {
    const { onReply } = options;
    if (onReply === undefined) return nameCaller(this.#call(command, args, options));
    const report = replyReporter(onReply, this.#config);
    // The server's answer is the outcome. After another error of a connection, the call may be sent again.
    const atOnce: CallOptions["onReply"] = (reply) => {
      if ("value" in reply || reply.error instanceof CommandError) report(reply);
    };
    const outcome = this.#call(command, args, { ...options, onReply: atOnce });
    return nameCaller(outcome, (error) => {
      if (error instanceof QapiError) report({ error });
    });
  }

  async supports(question: SupportQuestion<P>): Promise<boolean> {
    if (this.#end !== undefined) throw this.#endedError("query what the server supports");
    const send = (session: Session): Promise<boolean> => session.supports(question);
    const timeout = defaultTimeout("query-qmp-schema", this.#config) ?? Infinity;
    const request = { command: "the query", isRead: true, signal: undefined, timeout, send };
    return nameCaller(this.#calls.make(request));
  }

  get connection(): Session | undefined {
    return this.#connections.current as Session | undefined;
  }

  async perform<T>(
    { name, event }: AccessorName,
    work: ConnectionWork<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (this.#end !== undefined) throw this.#endedError(`connect to ${event}`);
    const command = `${name}-connect`;
    const timeout = defaultTimeout(command, this.#config) ?? Infinity;
    const send = (session: Session, aborted: AbortSignal): Promise<T> =>
      work(session, { timeout: Infinity, signal: aborted });
    return this.#calls.make({ command, event, signal, timeout, send });
  }

  connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options: ConnectOptions = {},
  ): Promise<SignalConnection<K>> {
    const handover = new Handover();
    const connect = (): SignalConnection => {
      const refusal = this.refusal({ names: [event], tagged: options.tagged ?? false });
      if (refusal !== undefined) throw refusal;
      return new ListenerConnection(this.#events.dispatcher, event, listener, options, handover);
    };
    // A listener whose signal is already aborted is not called, so that it needs no connection.
    const { signal } = options;
    const ready = signal?.aborted === true ? Promise.resolve() : this.ready(signal, event);
    return nameCaller(ready.then(connect), handover.end);
  }

  once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>> {
    return nextEvent(this.#events.dispatcher, this.#config.clock, event, options);
  }

  onState(listener: StateListener): () => void {
    this.#stateListeners = [...this.#stateListeners, listener];
    return () => {
      this.#stateListeners = this.#stateListeners.filter((other) => other !== listener);
    };
  }

  async close(): Promise<void> {
    const closed = this.#connections.close();
    this.#finish(undefined);
    await closed;
  }

  protected get dispatcher(): EventDispatcher {
    return this.#events.dispatcher;
  }

  /** Everything up to the first `await` happens within the call: its arguments are copied, and it takes its place. */
  async #call(command: string, args: object | undefined, options: RequestOptions): Promise<unknown> {
    if (this.#end !== undefined) throw this.#endedError(`send ${command}`);
    const { timeout = defaultTimeout(command, this.#config, options.isPoll) ?? Infinity } = options;
    const prepared = options.prepared === true ? args : this.#prepare(command, args);
    const send = (session: Session, signal: AbortSignal): Promise<unknown> => {
      const request: RequestOptions = { ...options, timeout: Infinity, signal, prepared: true };
      return session.call(command, prepared, request);
    };
    const isRead = this.#config.protocol?.isRead?.(command) ?? false;
    return this.#calls.make({ command, isRead, signal: options.signal, timeout, send });
  }

  /** Validates, encodes and copies arguments. The copy is made by writing and reading JSON, in which integers stay exact. */
  #prepare(command: string, args: object | undefined): object | undefined {
    const text = argumentsText(command, prepareArguments(this.#config, command, args));
    const copy = text === undefined ? undefined : parseJson(text);
    return isObject(copy) ? copy : undefined;
  }

  #needsConnection(): boolean {
    return (
      this.#calls.pending > 0 ||
      this.#events.dispatcher.subscribers.length > 0 ||
      this.#pendingReady.length > 0
    );
  }

  /** Called when the need of a connection may have changed. */
  readonly #update = (): void => {
    if (this.#rejecting) return;
    this.#connections.update();
    if (this.#connections.connecting) this.#setState("connecting");
  };

  readonly #connected = (session: Session<P>): void => {
    this.#latest = session;
    this.#events.attach(session);
    this.#setState("connected");
    const pending = this.#pendingReady;
    this.#pendingReady = [];
    for (const { resolve } of pending) resolve(undefined);
    // Signal accessors connect again before the waiting calls are sent.
    this.#events.reportGap(this.#lossCause);
    this.#lossCause = undefined;
    this.#calls.connected(session);
  };

  readonly #disconnected = (lost: boolean): void => {
    this.#calls.disconnected();
    this.#events.detach(lost);
    if (lost) {
      void this.#latest?.closed.then(({ error }) => {
        this.#lossCause = error;
      });
    }
    this.#setState("disconnected");
  };

  readonly #gaveUp = (error: QapiError): void => {
    if (!this.#isOnDemand) {
      this.#finish(error);
      return;
    }
    this.#setState("disconnected");
    this.#rejectPending(error);
    this.#events.dispatcher.endSubscriptions(error);
    this.#rejecting = false;
    this.#update();
  };

  #finish(error: QapiError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#setState("disconnected");
    this.#rejectPending(error);
    this.#events.dispatcher.end(error);
    this.#resolveClosed(this.#end);
  }

  /** Rejects what waits for a connection. The caller resets `#rejecting`. */
  #rejectPending(error: QapiError | undefined): void {
    this.#rejecting = true;
    const pending = this.#pendingReady;
    this.#pendingReady = [];
    for (const { reject } of pending) reject(error ?? this.#endedError("connect"));
    this.#calls.rejectWaiting(error);
  }

  #endedError(action: string): DisconnectedError {
    return new DisconnectedError(`cannot ${action}: the session has ended`, { cause: this.#end?.error });
  }

  #setState(state: SessionState): void {
    const previous = this.#state;
    if (state === previous || (this.#end !== undefined && state !== "disconnected")) return;
    this.#state = state;
    notifyStateListeners(this.#stateListeners, state, previous, this.#config);
  }
}
