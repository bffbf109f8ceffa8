import { escapeText, ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import type { EventMessage } from "../events/event.js";
import { parseJson } from "../json.js";
import { Call, type CallFactory, type CallRequest } from "../session/call.js";
import type { SessionState } from "../session/session.js";
import type { TransportOpener } from "../transport/transport.js";
import { Redactor } from "./redactor.js";
import {
  type CallTrace,
  type FailureTrace,
  type ProblemListener,
  type SessionObserver,
  type Tracer,
  warn,
} from "./session-observer.js";
import { tapSink, tapTransport, type TrafficListener, type TranscriptEntry } from "./transcript.js";

/** The options of {@link observe}. */
export interface ObserveOptions {
  readonly logger?: Logger | undefined;
  readonly tracers?: readonly Tracer[] | undefined;
  /** Receives each chunk of text in both directions. */
  readonly transcript?: ((entry: TranscriptEntry) => unknown) | undefined;
  /**
   * The names of further members of arguments that hold secrets. Members such as `password`, and the data of `secret`
   * objects, are always redacted.
   */
  readonly secrets?: readonly string[] | undefined;
  /** The time for transcripts, in milliseconds (default: `Date.now`). */
  readonly now?: (() => number) | undefined;
}

/**
 * Creates an observer for the option `observer` of `connect`: it writes logs, transcripts, traces and counters, with
 * secrets redacted. One observer can observe any number of sessions.
 */
export function observe(options: ObserveOptions): SessionObserver {
  return new Observer(options);
}

/** Calls a method of every tracer. */
type NotifyTracers = (notify: (tracer: Tracer) => unknown) => void;

/** Observation must not change the session, and an observer of several sessions has no problem listener. */
function tracerFailed(cause: unknown): void {
  warn(new ListenerError("a tracer, logger or transcript failed", { cause }));
}

class Observer implements SessionObserver {
  readonly #options: ObserveOptions;
  readonly #redactor: Redactor;
  readonly #tracers: readonly Tracer[];

  constructor(options: ObserveOptions) {
    const { logger, tracers = [], secrets } = options;
    this.#options = options;
    this.#redactor = new Redactor(secrets);
    this.#tracers = logger === undefined ? tracers : [...tracers, logTracer(logger)];
  }

  readonly call: CallFactory = (request, resolve, reject) =>
    new ObservedCall(request, resolve, reject, {
      call: this.#traceOf(request),
      notify: this.#notify,
      failureOf: (error) => this.#failureOf(error),
    });

  opener(opener: TransportOpener): TransportOpener {
    return async (sink, signal) => {
      const listener = this.#trafficListener();
      return tapTransport(await opener(tapSink(sink, listener), signal), listener);
    };
  }

  event({ event }: EventMessage): void {
    this.#notify((tracer) => tracer.event?.({ event }));
  }

  withoutListener(): void {
    this.#notify((tracer) => tracer.withoutListener?.());
  }

  dropped({ event }: EventMessage): void {
    this.#notify((tracer) => tracer.dropped?.({ event }));
  }

  stateChanged(state: SessionState, previous: SessionState): void {
    this.#notify((tracer) => tracer.state?.({ state, previous }));
  }

  problem(problem: QapiError): void {
    const failure = this.#failureOf(problem);
    this.#notify((tracer) => tracer.problem?.(failure));
  }

  guarded(report: ProblemListener): SessionObserver {
    return guardObserver(this, report);
  }

  readonly #notify: NotifyTracers = (notify) => {
    for (const tracer of this.#tracers) {
      callBack(() => notify(tracer), tracerFailed);
    }
  };

  #trafficListener(): TrafficListener {
    const received = this.#redactor.stream();
    return {
      sent: (text) => {
        this.#notify((tracer) => tracer.bytes?.("sent", text.length));
        this.#record({ from: "client", text: this.#redactor.requests(text) });
      },
      received: (text) => {
        this.#notify((tracer) => tracer.bytes?.("received", text.length));
        const redacted = received.next(text);
        if (redacted !== "") this.#record({ from: "server", text: redacted });
      },
      ended: () => {
        const rest = received.end();
        if (rest !== "") this.#record({ from: "server", text: rest });
        this.#record({ from: "server", text: "", end: true });
      },
    };
  }

  #record(entry: Omit<TranscriptEntry, "at">): void {
    const { transcript, now = Date.now } = this.#options;
    callBack(() => transcript?.({ ...entry, at: now() }), tracerFailed);
  }

  #traceOf({ command, argumentsText, oob }: CallRequest): CallTrace {
    const args = argumentsText === undefined ? undefined : parseJson(argumentsText);
    return { command, arguments: this.#redactor.arguments(command, args), oob };
  }

  #failureOf({ code, message, serverMayHaveActed }: QapiError): FailureTrace {
    return { code, message: this.#redactor.text(message), serverMayHaveActed };
  }
}

interface CallObservation {
  readonly call: CallTrace;
  readonly notify: NotifyTracers;
  failureOf(error: QapiError): FailureTrace;
}

/** A call that reports its steps. */
class ObservedCall extends Call {
  readonly #observation: CallObservation;

  constructor(
    request: CallRequest,
    resolve: (value: unknown) => void,
    reject: (error: QapiError) => void,
    observation: CallObservation,
  ) {
    super(request, resolve, reject);
    this.#observation = observation;
  }

  override markQueued(): void {
    super.markQueued();
    const { call, notify } = this.#observation;
    notify((tracer) => tracer.queued?.(call));
  }

  override markSent(id: number | undefined, sequence: number): string {
    const text = super.markSent(id, sequence);
    const { call, notify } = this.#observation;
    notify((tracer) => tracer.sent?.(call));
    return text;
  }

  override succeed(value: unknown): boolean {
    const isFirst = super.succeed(value);
    if (isFirst) this.#settled(undefined);
    return isFirst;
  }

  override fail(error: QapiError): boolean {
    const isFirst = super.fail(error);
    if (isFirst) this.#settled(this.#observation.failureOf(error));
    return isFirst;
  }

  #settled(failure: FailureTrace | undefined): void {
    const { call, notify } = this.#observation;
    notify((tracer) => tracer.settled?.(call, failure));
  }
}

/** Wraps an observer so that its errors are reported, and the session continues as without the observer. */
function guardObserver(observer: SessionObserver, report: ProblemListener): SessionObserver {
  return new Proxy(observer, {
    get: (target, name: keyof SessionObserver) => {
      const method: unknown = Reflect.get(target, name);
      return (...args: unknown[]): unknown => {
        // What `call` and `opener` return without an observer.
        let result = name === "opener" ? args[0] : undefined;
        const failed = (cause: unknown): void => {
          if (name === "call") result = new Call(...(args as Parameters<CallFactory>));
          report(new ListenerError("an observer failed", { cause }));
        };
        callBack(() => (result = Reflect.apply(method as () => unknown, target, args)), failed);
        return result;
      };
    },
  });
}

/** A logger, such as `console` and those of most packages. Levels without a method are not logged. */
export interface Logger {
  /** Logs each step of each call, and each event. */
  debug?(message: string, details: object): unknown;
  /** Logs changes of a session's state. */
  info?(message: string, details: object): unknown;
  /** Logs failed calls, dropped events and problems. */
  warn?(message: string, details: object): unknown;
}

/** Creates a tracer that writes to a logger. */
function logTracer(logger: Logger): Tracer {
  return {
    queued: (call) => logger.debug?.(`${call.command} queued`, call),
    sent: (call) => logger.debug?.(`${call.command} sent`, call),
    settled: (call, failure) =>
      failure === undefined
        ? logger.debug?.(`${call.command} succeeded`, call)
        : logger.warn?.(failure.message, { ...call, ...failure }),
    event: (event) => logger.debug?.(`event ${escapeText(event.event)} received`, event),
    dropped: (event) => logger.warn?.(`event ${escapeText(event.event)} dropped: a queue is full`, event),
    state: (change) => logger.info?.(`session ${change.state}`, change),
    problem: (failure) => logger.warn?.(failure.message, failure),
  };
}
