import { startTimer } from "../clock.js";
import { ListenerError, type QapiError } from "../errors/index.js";
import { callBack } from "../events/dispatcher.js";
import type { FrameSink } from "../framing/line-framer.js";
import type { SendQuery, ServerFeatures } from "../introspection/server-features.js";
import type { Calls, RequestOutput } from "./call-table.js";
import type { SessionConfig } from "./session-options.js";
import { unexpected } from "./errors.js";
import type { Greeting } from "./greeting.js";
import type { IncomingEvent } from "./message.js";
import type { SessionState, StateListener } from "./session.js";
import { StrayMessages } from "./stray-messages.js";

/** What moves a session to another state. `lost` is the end of the connection, whichever side ended it. */
export type SessionInput = "open" | "greeting" | "negotiated" | "close" | "lost";

/** All transitions. An input that is not listed for a state does not change it. */
export const transitions: Readonly<
  Record<SessionState, Readonly<Partial<Record<SessionInput, SessionState>>>>
> = {
  disconnected: { open: "connecting" },
  connecting: { greeting: "negotiating", close: "closing", lost: "disconnected" },
  // A server that greets twice has restarted within the connection: earlier calls will not be answered.
  negotiating: { greeting: "closing", negotiated: "connected", close: "closing", lost: "disconnected" },
  connected: { greeting: "closing", close: "closing", lost: "disconnected" },
  closing: { lost: "disconnected" },
};

/** The outgoing side of a connection. */
export interface ProtocolOutput extends RequestOutput {
  /** Ends the connection after everything sent before; `connectionLost` follows when it has ended. */
  close(): void;
}

/** Receives the events of a session. */
export interface EventReceiver {
  /** @returns false if the event's data is not valid JSON. */
  receive(event: IncomingEvent): boolean;
  /** Called when events may have been lost. */
  gap(cause: QapiError): void;
  /** Called once when no more events can arrive. @param error - undefined if the session was closed. */
  end(error: QapiError | undefined): void;
}

/** The most lines of invalid JSON of one connection. */
const maxInvalid = 1_000;

/** Creates the protocol of a session. */
export type ProtocolFactory = (
  config: SessionConfig,
  output: ProtocolOutput,
  events: EventReceiver,
) => SessionProtocol;

/**
 * The state machine of a session: how it begins and ends, for every protocol. It does no I/O and takes
 * a clock, so that a test can replay every sequence of events to it.
 */
export abstract class SessionProtocol implements FrameSink {
  abstract readonly calls: Calls;
  abstract readonly greeting: Greeting;
  /** The enabled capabilities. */
  abstract readonly capabilities: readonly string[];
  /** Whether the session is closing or disconnected. */
  ended = true;
  protected readonly config: SessionConfig;
  protected readonly output: ProtocolOutput;
  protected readonly events: EventReceiver;
  #state: SessionState = "disconnected";
  #failure: QapiError | undefined;
  /** Undefined until the first stray message, because a program may have thousands of sessions. */
  protected strays: StrayMessages | undefined;
  #stateListeners: readonly StateListener[] = [];
  #cancelTimeout: (() => void) | undefined;
  #invalid = 0;

  constructor(config: SessionConfig, output: ProtocolOutput, events: EventReceiver) {
    this.config = config;
    this.output = output;
    this.events = events;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The error that ended the session; undefined while it is alive, and if it was closed. */
  get failure(): QapiError | undefined {
    return this.#failure;
  }

  /** Calls back on each change of state. @returns a function that ends this. */
  onState(listener: StateListener): () => void {
    this.#stateListeners = [...this.#stateListeners, listener];
    return () => {
      this.#stateListeners = this.#stateListeners.filter((other) => other !== listener);
    };
  }

  /** Begins to connect. @param timeout - the limit until the session is connected, in milliseconds. */
  open(timeout: number): void {
    if (!this.move("open")) return;
    this.#cancelTimeout = startTimer(this.config.clock, timeout, () =>
      this.fail(this.handshakeTimeout(timeout)),
    );
  }

  /** Ends the session because of an error. */
  fail(error: QapiError): void {
    this.beforeEnd();
    if (this.ended) return;
    this.#failure = error;
    this.close();
  }

  /** Settles all calls and ends the connection. */
  close(): void {
    if (!this.move("close")) return;
    this.#end();
    this.output.close();
  }

  /** Called when the transport is open. */
  abstract transportOpened(): void;

  /** Called when the connection has ended. */
  connectionLost(reason: QapiError): void {
    const before = this.#state;
    if (before === "disconnected") return;
    if (before === "connected") this.#failure = reason;
    else if (before !== "closing") this.#failure = this.handshakeError(reason);
    this.beforeEnd();
    this.move("lost");
    this.#end();
  }

  /** Reports that the transport has connected again, and that events may have been lost. */
  gap(cause: QapiError): void {
    if (this.#state === "connected") this.events.gap(cause);
  }

  /** Queries what the server supports. @param send - sends a command without arguments. */
  abstract queryFeatures(send: SendQuery): Promise<ServerFeatures>;

  /** Receives each chunk before it is split into messages. @returns the text to split. */
  received(chunk: string): string {
    return chunk;
  }

  abstract message(text: string): boolean;

  abstract malformed(text: string): void;

  tooLong(limit: number): void {
    this.fail(unexpected(`a message of more than ${limit} characters`));
  }

  /** Changes the state. @returns false if the input has no transition from the current state. */
  protected move(input: SessionInput): boolean {
    const previous = this.#state;
    const next = transitions[previous][input];
    if (next === undefined) return false;
    this.#state = next;
    this.ended = next === "closing" || next === "disconnected";
    if (this.ended) this.events.end(this.#failure);
    this.config.observer?.stateChanged(next, previous);
    notifyStateListeners(this.#stateListeners, next, previous, this.config);
    return true;
  }

  /** Cancels the handshake's timeout: the session is connected, or never will be. */
  protected handshakeSettled(): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
  }

  /** The error of a session that was not connected in time. */
  protected abstract handshakeTimeout(timeout: number): QapiError;

  /** The error of a session whose connection ended before it was connected. */
  protected abstract handshakeError(reason: QapiError): QapiError;

  /** Handles a message that belongs to no call. @param problem - creates the report; undefined if it needs none. */
  protected stray(problem: (() => QapiError) | undefined): void {
    const error = (this.strays ??= new StrayMessages(this.config)).add(problem);
    if (error !== undefined) this.fail(error);
  }

  /**
   * Counts text that looks like a message and is not valid JSON, because reading it takes 50 times as long as a message.
   * @returns false.
   */
  protected invalid(): false {
    if (++this.#invalid > maxInvalid) this.fail(unexpected(`${maxInvalid} lines of invalid JSON`));
    return false;
  }

  /** Called when the connection fails or has ended, before the change of state is reported. */
  protected beforeEnd(): void {
    return;
  }

  /** Settles all calls. */
  protected abstract endCalls(): void;

  #end(): void {
    this.handshakeSettled();
    this.strays?.end();
    this.endCalls();
  }
}

/** Calls each listener. The error of a listener that throws is reported, and does not affect the others. */
export function notifyStateListeners(
  listeners: readonly StateListener[],
  state: SessionState,
  previous: SessionState,
  problems: { reportProblem(error: ListenerError): void },
): void {
  for (const listener of listeners) {
    callBack(
      () => listener(state, previous),
      (cause) => problems.reportProblem(new ListenerError("a state listener failed", { cause })),
    );
  }
}
