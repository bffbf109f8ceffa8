import type { QapiError } from "../errors/index.js";
import { parseJson } from "../json.js";
import type { CallFactory, CallRequest } from "../session/call.js";
import type { SessionObserver } from "../session/observer.js";
import type { SessionState } from "../session/session-state.js";
import type { EventMessage } from "../events/event.js";
import type { TransportOpener } from "../transport/transport.js";
import { logging, type Logger } from "./logger.js";
import { Redactor } from "./redactor.js";
import { ObservedCall } from "./observed-call.js";
import { Tracers, type CallTrace, type FailureTrace, type Tracer } from "./tracer.js";
import { tappedSink, tappedTransport, type Tap, type TranscriptEntry } from "./transcript.js";

/** What is to be seen of a session, and by whom. */
export interface ObserveOptions {
  readonly logger?: Logger;
  /** Traces, counters, and what else is made of what happens. */
  readonly tracers?: readonly Tracer[];
  /** Takes all that is said, in both directions, piece by piece. */
  readonly transcript?: (entry: TranscriptEntry) => void;
  /**
   * Members of arguments that hold secrets, beside those that are known to: passwords and the like by their names, and
   * the data of `secret` objects. Secrets are redacted in all that is told.
   */
  readonly secrets?: readonly string[];
  /** The time, in milliseconds, for transcripts; the real one where it is left out. */
  readonly now?: () => number;
}

/** Makes what sees a session, to be handed to `connect`. One can see any number of sessions. */
export function observe(options: ObserveOptions): SessionObserver {
  return new Observer(options);
}

class Observer implements SessionObserver {
  readonly #options: ObserveOptions;
  readonly #masker: Redactor;
  readonly #tracers: Tracers;

  constructor(options: ObserveOptions) {
    const { logger, tracers = [], secrets } = options;
    this.#options = options;
    this.#masker = new Redactor(secrets);
    this.#tracers = new Tracers(logger === undefined ? tracers : [...tracers, logging(logger)]);
  }

  readonly call: CallFactory = (request, resolve, reject) =>
    new ObservedCall(request, resolve, reject, this.#traceOf(request), this.#tracers, (trace, error) => {
      this.#tracers.settled(trace, error && this.#failureOf(error));
    });

  opener(opener: TransportOpener): TransportOpener {
    const tap = this.#tap();
    return async (sink, signal) => tappedTransport(await opener(tappedSink(sink, tap), signal), tap);
  }

  event({ event }: EventMessage): void {
    this.#tracers.event({ event });
  }

  unheard(): void {
    this.#tracers.unheard();
  }

  dropped({ event }: EventMessage): void {
    this.#tracers.dropped({ event });
  }

  stateChanged(state: SessionState, previous: SessionState): void {
    this.#tracers.state({ state, previous });
  }

  problem(problem: QapiError): void {
    this.#tracers.problem(this.#failureOf(problem));
  }

  #tap(): Tap {
    const note = (entry: Omit<TranscriptEntry, "at">): void => {
      const { transcript, now = Date.now } = this.#options;
      try {
        transcript?.({ ...entry, at: now() });
      } catch {
        // Nobody can be told, and the session must not suffer for it.
      }
    };
    const received = this.#masker.stream();
    return {
      sent: (text) => {
        this.#tracers.bytes("sent", text.length);
        note({ from: "client", text: this.#masker.requests(text) });
      },
      received: (text) => {
        this.#tracers.bytes("received", text.length);
        const shown = received.next(text);
        if (shown !== "") note({ from: "server", text: shown });
      },
      ended: () => {
        const rest = received.rest();
        if (rest !== "") note({ from: "server", text: rest });
        note({ from: "server", text: "", end: true });
      },
    };
  }

  #traceOf({ command, argumentsText, oob }: CallRequest): CallTrace {
    const args = argumentsText === undefined ? undefined : parseJson(argumentsText);
    return { command, arguments: this.#masker.arguments(command, args), oob };
  }

  #failureOf({ code, message, serverMayHaveActed }: QapiError): FailureTrace {
    return { code, message: this.#masker.text(message), serverMayHaveActed };
  }
}
