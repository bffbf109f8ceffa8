import {
  ArgumentsError,
  CapabilityError,
  ConnectError,
  DescriptorError,
  DisconnectedError,
  QapiError,
} from "../errors/index.js";
import { LineFramer, type FrameSink } from "../framing/line-framer.js";
import type { SupportQuestion } from "../introspection/question.js";
import { Supporter } from "../introspection/supporter.js";
import type { Codec } from "../json/base64.js";
import { stringifyJson } from "../json/stringify.js";
import type {
  AnyProtocol,
  CommandName,
  CommandParameters,
  CommandReturns,
  EventName,
  EventOf,
  Protocol,
} from "../protocol.js";
import type { Connection, ConnectOptions } from "../signals/connection.js";
import type { EventMessage, Listener } from "../signals/event.js";
import { disconnectHeld } from "../signals/held.js";
import { Hub } from "../signals/hub.js";
import { ListenerConnection } from "../signals/listening.js";
import { nextEvent, type OnceOptions } from "../signals/once.js";
import { subscribeTo, type Subscriber, type Subscription } from "../signals/source.js";
import { streamOf, type EventStream, type StreamOptions } from "../signals/stream.js";
import type { Transport, TransportOpener, TransportSink } from "../transport/transport.js";
import { Brake } from "./brake.js";
import { plainCall, type CallRequest } from "./call.js";
import { submitWith } from "./call-options.js";
import type { Clock } from "./clock.js";
import { descriptorsNotPassed, unexpected } from "./failures.js";
import { dropsDefaults } from "./handshake.js";
import type { Inspection } from "./inspection.js";
import type { Greeting } from "./message.js";
import type { MinimumVersion } from "./minimum-version.js";
import type { RequestOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import type { SessionObserver } from "./observer.js";
import type { ProblemListener } from "./problems.js";
import type { CoreMaker, ProtocolCore } from "./protocol-core.js";
import type { SessionEnd, StateListener, TypedSession } from "./session.js";
import type { SessionState } from "./states.js";

export interface ClientSessionOptions {
  readonly core: CoreMaker;
  readonly clock: Clock;
  readonly capabilities: readonly string[];
  readonly minimumVersion?: MinimumVersion | undefined;
  readonly defaultConnections: boolean;
  readonly noReply: readonly string[];
  readonly timeoutOf: (command: string) => number | undefined;
  readonly messageLimit: number;
  readonly inspection: Inspection;
  /** Turns bytes into base64 and back, where the protocol has such members. */
  readonly codec: Codec | undefined;
  readonly observer: SessionObserver | undefined;
  readonly problem: ProblemListener;
}

/** The shell around the core: it owns the transport, the framing and the listeners. */
export class ClientSession<P extends Protocol = AnyProtocol> implements TypedSession<P> {
  readonly closed: Promise<SessionEnd>;
  readonly #options: ClientSessionOptions;
  readonly #core: ProtocolCore;
  readonly #hub: Hub;
  readonly #brake: Brake;
  readonly #framer: LineFramer;
  readonly #outbox = new Outbox();
  #opening: AbortController | undefined;
  readonly #supporter = new Supporter((command) => this.call(command));
  #transport: Transport | undefined;
  /** Settled with the last call that passed descriptors. */
  #passed: Promise<unknown> | undefined;
  #watchers: readonly StateListener[] = [];

  constructor(options: ClientSessionOptions) {
    this.#options = options;
    this.#brake = new Brake(() => this.#core.idle);
    this.#hub = new Hub({
      problem: options.problem,
      hold: (subscriber) => this.#brake.hold(subscriber),
      release: (subscriber) => {
        this.#brake.release(subscriber);
      },
      dropped: (message) => {
        options.observer?.dropped(message);
      },
    });
    this.#core = options.core(options, {
      send: (text, written) => {
        this.#outbox.add(text, written);
      },
      pass: (text, fds, done) => {
        this.#outbox.pass(text, fds, done);
      },
      hangUp: () => {
        this.#hangUp();
      },
      event: (event) => {
        this.#event(event);
      },
      moved: (state, previous) => {
        this.#moved(state, previous);
      },
      problem: options.problem,
    });
    this.#framer = new LineFramer(this.#frameSink(), options.messageLimit);
    this.closed = new Promise((resolve) => {
      this.onState((state) => {
        if (state === "disconnected") resolve({ error: this.#core.failure });
      });
    });
  }

  get state(): SessionState {
    return this.#core.state;
  }

  get greeting(): Greeting {
    return this.#core.greeting ?? { version: undefined, capabilities: [] };
  }

  get capabilities(): readonly string[] {
    return this.#core.capabilities;
  }

  /** Connects. @returns a promise that is fulfilled when the session is ready. */
  open(opener: TransportOpener, timeout: number): Promise<void> {
    const ready = this.#ready();
    this.#core.open(timeout);
    const opening = new AbortController();
    this.#opening = opening;
    opener(this.#transportSink(), opening.signal).then(
      (transport) => {
        this.#attach(transport);
      },
      (error: unknown) => {
        this.#notOpened(error);
      },
    );
    return ready;
  }

  /** Gives up connecting. */
  abandon(error: QapiError): void {
    this.#core.fail(error);
  }

  call<R = unknown>(command: string, args?: object, options?: RequestOptions): Promise<R> {
    this.#brake.ease();
    const promise = new Promise<unknown>((resolve, reject) => {
      const request = this.#request(command, args, options);
      const newCall = this.#options.observer?.call ?? plainCall;
      const call = newCall(request, this.#receiver(request, resolve, reject), reject);
      const submit = (): void => {
        submitWith(this.#core, this.#options.clock, call, options, this.#options.timeoutOf(command));
      };
      if (request.fds === undefined) submit();
      else
        this.#readyDescriptors(this.#passed).then(submit, (error: unknown) =>
          call.fail(descriptorsNotPassed(call, error)),
        );
    });
    if (options?.fds !== undefined) this.#passed = promise.catch(() => undefined);
    return promise as Promise<R>;
  }

  execute<K extends CommandName<P>>(
    command: K,
    ...[args, options]: CommandParameters<P, K>
  ): Promise<CommandReturns<P, K>> {
    return this.call(command, args, options);
  }

  async connectSignal<D>(
    event: string,
    listener: Listener<D>,
    options: ConnectOptions = {},
  ): Promise<Connection> {
    if (options.tagged !== true) this.#requireDefault(event);
    if (this.state === "closing" || this.state === "disconnected") {
      throw new DisconnectedError(`cannot listen to ${event}: the session has ended`, {
        cause: this.#core.failure,
      });
    }
    return new ListenerConnection(this.#hub, event, listener, options);
  }

  async disconnectSignal(connection: Connection): Promise<void> {
    await disconnectHeld(connection, this.#hub);
  }

  async once<K extends EventName<P>>(event: K, options?: OnceOptions<EventOf<P, K>>): Promise<EventOf<P, K>> {
    this.#requireDefault(event);
    return nextEvent(this.#hub, this.#options.clock, event, options);
  }

  events<K extends EventName<P>>(...names: readonly K[]): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(options: StreamOptions<K>): EventStream<EventOf<P, K>>;
  events<K extends EventName<P>>(
    first?: K | StreamOptions<K>,
    ...more: readonly K[]
  ): EventStream<EventOf<P, K>> {
    return streamOf(this.#hub, first, more);
  }

  subscribe(subscriber: Subscriber): Subscription {
    return subscribeTo(this.#hub, subscriber);
  }

  onState(listener: StateListener): () => void {
    this.#watchers = [...this.#watchers, listener];
    return () => {
      this.#watchers = this.#watchers.filter((other) => other !== listener);
    };
  }

  supports(question: SupportQuestion): Promise<boolean> {
    return this.#supporter.supports(question);
  }

  async close(): Promise<void> {
    this.#core.close();
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #requireDefault(event: string): void {
    if (!dropsDefaults(this.#options.defaultConnections, this.capabilities)) return;
    throw new CapabilityError(`${event} will not come: the default connections were dropped`);
  }

  #request(command: string, args: object | undefined, options: RequestOptions | undefined): CallRequest {
    const { codec } = this.#options;
    const encoded = args !== undefined && codec !== undefined ? codec.encode(command, args) : args;
    const text = encoded === undefined ? undefined : argumentsText(command, encoded);
    this.#options.inspection.sent(command, encoded);
    return {
      command,
      argumentsText: text,
      oob: options?.oob ?? false,
      fds: options?.fds,
      reply: options?.reply ?? !this.#options.noReply.includes(command),
    };
  }

  #receiver(
    { command, reply }: CallRequest,
    resolve: (value: unknown) => void,
    reject: (error: QapiError) => void,
  ): (value: unknown) => void {
    return (value) => {
      const error = reply ? this.#options.inspection.returned(command, value) : undefined;
      const { codec } = this.#options;
      if (error !== undefined) reject(error);
      else if (codec === undefined) resolve(value);
      else resolve(Promise.resolve().then(() => codec.decode(command, value)));
    };
  }

  #event(event: EventMessage): void {
    this.#options.observer?.event(event);
    const problem = this.#options.inspection.event(event);
    if (problem === undefined) this.#hub.dispatch(event);
    else this.#options.problem(problem);
  }

  #frameSink(): FrameSink {
    return {
      message: (text, short) => this.#core.received(text, short),
      unwanted: (chunk, start) => this.#unwanted(chunk, start),
      malformed: (text) => {
        this.#core.malformed(text);
      },
      tooLong: (limit) => {
        this.#core.fail(unexpected(`a message of more than ${limit} characters`, undefined));
      },
    };
  }

  /** An event that nobody listens to is not read further than to its name. */
  #unwanted(chunk: string, start: number): boolean {
    if (!this.#core.delivering || !this.#hub.ignores(chunk, start)) return false;
    this.#options.observer?.unheard();
    return true;
  }

  /** A server keeps the last descriptors that came, so the next go when those before are taken. */
  async #readyDescriptors(before: Promise<unknown> | undefined): Promise<void> {
    await before;
    if (this.#transport?.readyDescriptors === undefined) {
      throw new DescriptorError("only a connection to a unix socket, by its path, can pass descriptors");
    }
    await this.#transport.readyDescriptors();
  }

  #transportSink(): TransportSink {
    return {
      data: (chunk) => {
        this.#framer.push(chunk);
      },
      closed: (reason) => {
        this.#core.lost(connectionLost(reason));
      },
    };
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.onState((state) => {
        if (state === "connected") resolve();
        else if (state !== "closing" && state !== "disconnected") return;
        stop();
        reject(this.#core.failure ?? new ConnectError("connect-aborted", "the session was closed"));
      });
    });
  }

  #attach(transport: Transport): void {
    this.#transport = transport;
    this.#opening = undefined;
    this.#brake.attach(transport);
    this.#core.reached();
    this.#outbox.attach(transport);
    if (this.state === "closing") transport.close();
  }

  #notOpened(error: unknown): void {
    this.#core.fail(openingError(error));
    this.#core.lost(connectionLost(undefined));
  }

  #hangUp(): void {
    this.#opening?.abort();
    this.#brake.ease();
    this.#outbox.flush();
    this.#transport?.close();
  }

  #moved(state: SessionState, previous: SessionState): void {
    if (state === "closing" || state === "disconnected") this.#hub.end(this.#core.failure);
    this.#options.observer?.moved(state, previous);
    for (const watcher of this.#watchers) watcher(state, previous);
  }
}

/** @throws ArgumentsError when the arguments have no JSON text. */
function argumentsText(command: string, args: object): string | undefined {
  try {
    const text = stringifyJson(args);
    return text === "{}" ? undefined : text;
  } catch (cause) {
    throw new ArgumentsError(`the arguments of ${command} cannot be written as JSON`, { command, cause });
  }
}

function connectionLost(cause: Error | undefined): DisconnectedError {
  const why = cause === undefined ? "" : `: ${cause.message}`;
  return new DisconnectedError(`the server ended the connection${why}`, { cause });
}

function openingError(error: unknown): QapiError {
  if (error instanceof QapiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ConnectError("connect-failed", `cannot connect: ${message}`, { cause: error });
}
