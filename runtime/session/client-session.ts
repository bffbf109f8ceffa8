import { type Clock, startTimer } from "../clock.js";
import { nameCaller, rejectionOf } from "../errors/caller-stack.js";
import { ConnectError, DisconnectedError, QapiError } from "../errors/index.js";
import type { Listener } from "../events/event.js";
import type { EventDispatcher } from "../events/dispatcher.js";
import { ListenerConnection } from "../events/listener-connection.js";
import { nextEvent, type OnceOptions } from "../events/once.js";
import type { ConnectOptions, SignalConnection } from "../events/subscription.js";
import { onAbort, type WaitLimits } from "../events/waiter.js";
import type { ServerFeatures, SupportQuestion } from "../introspection/server-features.js";
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
import type { AccessorName } from "../signals/accessor.js";
import type { TransportOpener } from "../transport/transport.js";
import { returnReader } from "../validation/received-values.js";
import { argumentsText, prepareArguments } from "./arguments.js";
import { Call, type CallRequest } from "./call.js";
import { defaultTimeout, replyReporter, type RequestOptions } from "./call-options.js";
import { Channel } from "./channel.js";
import { CommonSession, type ConnectionWork } from "./common-session.js";
import { aborted, connectionEnded, timedOut } from "./errors.js";
import type { Greeting } from "./greeting.js";
import type { Session, SessionEnd, SessionState, StateListener } from "./session.js";
import { SessionEvents } from "./session-events.js";
import type { SessionConfig } from "./session-options.js";
import type { ProtocolFactory, SessionProtocol } from "./session-protocol.js";

type Settle = (outcome: unknown) => void;

/** What applies to every call of one command, by the session's protocol and options. */
interface CommandRules {
  readonly isRead: boolean;
  /** Whether the server replies when the command succeeds. */
  readonly reply: boolean;
  /** The timeout of calls without their own, in milliseconds; undefined for none. */
  readonly timeout: number | undefined;
  /** Validates and decodes what the command returns; undefined if there is nothing to do. */
  readonly readReturn: ((value: unknown) => unknown) | undefined;
}

/** The most commands whose rules are kept: a program that passes commands on may call any number of names. */
const maxRules = 1_000;

/** A session over one connection. */
export class ClientSession<P extends Protocol = AnyProtocol> extends CommonSession<P> {
  readonly #config: SessionConfig;
  readonly #channel: Channel;
  readonly #events: SessionEvents;
  readonly #protocol: SessionProtocol;
  #closed: Promise<SessionEnd> | undefined;
  #features: Promise<ServerFeatures> | undefined;
  #rules: Map<string, CommandRules> | undefined;

  constructor(config: SessionConfig, newProtocol: ProtocolFactory) {
    super();
    this.#config = config;
    this.#channel = new Channel(config.maxInFlight === 1);
    this.#events = new SessionEvents(config, this.#channel, this);
    this.#protocol = newProtocol(config, this.#channel.output, this.#events);
  }

  get state(): SessionState {
    return this.#protocol.state;
  }

  get greeting(): Greeting {
    return this.#protocol.greeting;
  }

  get capabilities(): readonly string[] {
    return this.#protocol.capabilities;
  }

  get closed(): Promise<SessionEnd> {
    return (this.#closed ??= new Promise((resolve) => {
      const check = (state: SessionState): void => {
        if (state === "disconnected") resolve({ error: this.#protocol.failure });
      };
      this.onState(check);
      check(this.state);
    }));
  }

  get clock(): Clock {
    return this.#config.clock;
  }

  /** Connects. @returns a promise that is fulfilled when the session is connected. */
  open(opener: TransportOpener, timeout: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.onState((state) => {
        if (state === "connecting" || state === "negotiating") return;
        stop();
        if (state === "connected") resolve();
        else reject(this.#protocol.failure ?? new ConnectError("connect-aborted", "the session was closed"));
      });
      this.#protocol.open(timeout);
      this.#channel.open(opener, this.#protocol, this.#config.messageLimit);
    });
  }

  /** Gives up connecting. */
  abandon(error: QapiError): void {
    this.#protocol.fail(error);
  }

  call<K extends CommandName<P>>(command: K, ...rest: CommandParameters<P, K>): Promise<CommandReturns<P, K>>;
  call(command: string, args?: object, options: RequestOptions = {}): Promise<unknown> {
    if (this.#events.paused) this.#events.readOn();
    const { onReply, signal } = options;
    const report = onReply && replyReporter(onReply, this.#config);
    return new Promise((resolve) => {
      const succeed =
        report === undefined
          ? resolve
          : (value: unknown): void => {
              report({ value });
              resolve(value);
            };
      const fail = (error: unknown): void => {
        if (error instanceof QapiError) report?.({ error });
        resolve(rejectionOf(error));
      };
      try {
        const rules = this.#rulesOf(command, options.isPoll ?? false);
        const call = this.#newCall(command, args, options, rules, succeed, fail);
        const { timeout = rules.timeout } = options;
        submitWithLimits(this.#protocol, call, { clock: this.clock, timeout, signal });
      } catch (error) {
        fail(error);
      }
    });
  }

  connectSignal<K extends EventName<P>>(
    event: K,
    listener: Listener<EventData<P, K>>,
    options: ConnectOptions = {},
  ): Promise<SignalConnection<K>> {
    const refusal = this.#refusal(event, options);
    if (refusal !== undefined) return Promise.reject(refusal);
    const connection = new ListenerConnection(this.dispatcher, event, listener, options);
    connection.handover.end();
    return Promise.resolve(connection);
  }

  once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>> {
    return nextEvent<EventOf<P, K>>(this.dispatcher, this.#config.clock, event, options);
  }

  get connection(): Session {
    const session: Session = this as Session<P>;
    return session;
  }

  perform<T>(_accessor: AccessorName, work: ConnectionWork<T>, signal: AbortSignal | undefined): Promise<T> {
    return work(this.connection, { signal });
  }

  protected get dispatcher(): EventDispatcher {
    return this.#events.dispatcher;
  }

  supports(question: SupportQuestion<P>): Promise<boolean> {
    return nameCaller(this.#supports(question));
  }

  onState(listener: StateListener): () => void {
    return this.#protocol.onState(listener);
  }

  async close(): Promise<void> {
    const { closed } = this;
    this.#protocol.close();
    await closed;
  }

  async #supports(question: SupportQuestion<P>): Promise<boolean> {
    const { connection } = this;
    const features = (this.#features ??= this.#protocol.queryFeatures((command) => connection.call(command)));
    features.catch(() => {
      // The next question queries the server again.
      this.#features = undefined;
    });
    return (await features)(question);
  }

  /** Derived once for each command, unless a function states the timeout of each call. */
  #rulesOf(command: string, isPoll: boolean): CommandRules {
    const { callTimeout } = this.#config;
    if (isPoll || typeof callTimeout === "function") return commandRules(this.#config, command, isPoll);
    let rules = this.#rules?.get(command);
    if (rules === undefined) {
      rules = commandRules(this.#config, command, false);
      if (this.#rules === undefined || this.#rules.size >= maxRules) this.#rules = new Map();
      this.#rules.set(command, rules);
    }
    return rules;
  }

  #newCall(
    command: string,
    args: object | undefined,
    { prepared = false, oob = false, fds, onLateReply, reply }: RequestOptions,
    rules: CommandRules,
    succeed: Settle,
    fail: Settle,
  ): Call {
    const request: CallRequest = {
      command,
      argumentsText: this.#argumentsText(command, args, prepared),
      oob,
      fds: fds?.length === 0 ? undefined : fds,
      onLateReply,
      isRead: rules.isRead,
      reply: reply ?? rules.reply,
    };
    const receive = request.reply ? reading(rules.readReturn, succeed, fail) : succeed;
    const { observer } = this.#config;
    return observer === undefined ? new Call(request, receive, fail) : observer.call(request, receive, fail);
  }

  #argumentsText(command: string, args: object | undefined, prepared: boolean): string | undefined {
    if (args === undefined && this.#config.validators === undefined) return undefined;
    return argumentsText(command, prepared ? args : prepareArguments(this.#config, command, args));
  }

  /** Returns the reason why a listener cannot receive an event. */
  #refusal(event: string, { tagged = false }: ConnectOptions): QapiError | undefined {
    if (this.#protocol.ended) {
      const { failure: cause } = this.#protocol;
      return new DisconnectedError(`cannot listen to ${event}: the session has ended`, { cause });
    }
    return this.dispatcher.refusal({ names: [event], tagged });
  }
}

/** Returns a function that settles a call with what `read` returns or throws. */
function reading(read: CommandRules["readReturn"], succeed: Settle, fail: Settle): Settle {
  if (read === undefined) return succeed;
  return (value) => {
    try {
      value = read(value);
    } catch (error) {
      fail(error);
      return;
    }
    succeed(value);
  };
}

/**
 * Returns the rules of a command. A function `callTimeout` is called.
 * @param isPoll - whether the call is part of a longer wait.
 */
function commandRules(config: SessionConfig, command: string, isPoll: boolean): CommandRules {
  const { protocol } = config;
  return {
    isRead: protocol?.isRead?.(command) ?? false,
    reply: !(protocol?.noReply.includes(command) ?? false),
    timeout: defaultTimeout(command, config, isPoll),
    readReturn: returnReader(config, command),
  };
}

/**
 * Submits a call and cancels it on timeout or abort. A call whose signal is already aborted is not submitted, nor one that a
 * listener makes while it receives the end of the session.
 */
function submitWithLimits(
  protocol: SessionProtocol,
  call: Call,
  { clock, timeout, signal }: WaitLimits,
): void {
  const isAborted = signal?.aborted === true;
  if (isAborted || protocol.ended) {
    call.fail(isAborted ? aborted(call, signal.reason) : connectionEnded(call, protocol.failure));
    return;
  }
  const { calls } = protocol;
  const stopTimer =
    timeout === undefined
      ? undefined
      : startTimer(clock, timeout, () => calls.cancel(call, timedOut(call, timeout)));
  const stopAbort = signal && onAbort(signal, (reason) => calls.cancel(call, aborted(call, reason)));
  call.onSettled = () => {
    stopTimer?.();
    stopAbort?.();
  };
  calls.submit(call);
}
