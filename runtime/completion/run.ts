import {
  CompletionAbortedError,
  CompletionLostError,
  CompletionTimeoutError,
  OutcomeUnknownError,
  QapiError,
} from "../errors/index.js";
import { systemClock, type Clock } from "../clock.js";
import type { Session } from "../session/session.js";
import type { EventMessage } from "../events/event.js";
import type { EventGap } from "../events/subscription.js";
import type { Completion, Fallback } from "./completion.js";
import { argumentsOf, type Arguments } from "./conditions.js";
import { Deferred } from "./deferred.js";
import { EndingsWatch } from "./endings.js";
import { JobWatch } from "./job.js";
import { StateWatch } from "./state.js";
import type { CompletionOptions } from "./waiting.js";
import type { Answer, Watch, Watching } from "./watch.js";

const fallbackTimeout = 10_000;

/** A command on its way to its completion. */
export class CompletionRun implements Watching {
  readonly session: Session;
  readonly command: string;
  readonly args: Arguments;
  readonly #clock: Clock;
  readonly #completion: Completion;
  readonly #options: CompletionOptions;
  readonly #over = new AbortController();
  /** Fulfilled by a good end, rejected by a bad one. */
  readonly #verdict = new Deferred<undefined>();
  /** Rejected when waiting has no sense any more. */
  readonly #stop = new Deferred<never>();
  /** Fulfilled when the command was answered. */
  readonly begun: Deferred<undefined> = new Deferred();
  /** What stops the timers that run, and the listening. */
  readonly #stops = new Set<() => void>();
  #watches: readonly Watch[] = [];

  constructor(
    session: Session,
    completion: Completion,
    args: object | undefined,
    options: CompletionOptions,
  ) {
    this.session = session;
    this.command = completion.command;
    this.args = argumentsOf(args);
    this.#clock = options.clock ?? systemClock;
    this.#completion = completion;
    this.#options = options;
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Sends the command, and waits for its end. @returns what the command returned. */
  async run(): Promise<unknown> {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw this.#aborted();
    signal?.addEventListener("abort", this.#abort);
    try {
      this.#watches = this.#watchesOf(this.#completion);
      this.#startClock(this.#options.timeout ?? this.#completion.timeout, this.#timeIsUp);
      return await Promise.race([this.#complete(), this.#stop.promise]);
    } finally {
      signal?.removeEventListener("abort", this.#abort);
      this.#over.abort();
      for (const stop of this.#stops) stop();
    }
  }

  later(milliseconds: number, callback: () => void): void {
    if (this.over.aborted) return;
    const stop = this.#clock.after(milliseconds, () => {
      this.#stops.delete(stop);
      callback();
    });
    this.#stops.add(stop);
  }

  done(): void {
    this.#verdict.resolve(undefined);
  }

  failed(error: QapiError): void {
    this.#verdict.reject(error);
  }

  readonly ask = async (command: string, args?: object): Promise<Answer | undefined> => {
    try {
      return { value: await this.session.call(command, args, { signal: this.over }) };
    } catch (error) {
      // When the session ends, that is what is told, and when all is over, nothing.
      const matters = this.session.state === "connected" && !this.over.aborted;
      if (matters && error instanceof QapiError) this.failed(error);
      return undefined;
    }
  };

  async #complete(): Promise<unknown> {
    await Promise.all(this.#watches.map((watch) => this.#connect(watch)));
    void this.session.closed.then(({ error }) => {
      if (this.begun.settled) this.#stop.reject(this.#lost(error));
    });
    const reply = await this.#send();
    this.begun.resolve(undefined);
    for (const watch of this.#watches) watch.begun();
    await this.#verdict.promise;
    return reply;
  }

  async #connect(watch: Watch): Promise<void> {
    const see = (event: EventMessage): void => {
      watch.see(event);
    };
    for (const event of new Set(watch.events)) {
      const connection = await this.session.connectSignal(event, see, { onGap: this.#gap });
      const stop = (): void => void connection.disconnect();
      if (this.over.aborted) stop();
      else this.#stops.add(stop);
    }
  }

  /** The session was lost and is there again; perhaps with another machine, and its event has come and gone. */
  readonly #gap = ({ cause }: EventGap): void => {
    const others = this.#watches.filter((watch) => watch.missed !== undefined);
    for (const watch of others) watch.missed?.();
    if (others.length === 0) this.#stop.reject(this.#lost(cause));
  };

  async #send(): Promise<unknown> {
    try {
      return await this.session.call(this.command, this.args, { signal: this.over });
    } catch (error) {
      throw error instanceof OutcomeUnknownError ? this.#lost(error) : error;
    }
  }

  #watchesOf({ done, failed, state, job }: Completion): readonly Watch[] {
    return [
      ...(job === undefined ? [] : [new JobWatch(this, job, this.#options)]),
      ...(done === undefined && failed === undefined ? [] : [new EndingsWatch(this, done, failed)]),
      ...(state === undefined ? [] : [new StateWatch(this, state)]),
    ];
  }

  #startClock(timeout: number | undefined, callback: (timeout: number) => void): void {
    if (timeout === undefined || timeout === Infinity) return;
    this.later(timeout, () => {
      callback(timeout);
    });
  }

  readonly #timeIsUp = (timeout: number): void => {
    const { forced } = this.#completion;
    if (this.#options.forced === true && forced !== undefined && this.begun.settled) void this.#force(forced);
    else this.#stop.reject(this.#tooLate(`within ${timeout} ms`));
  };

  async #force(fallback: Fallback): Promise<void> {
    const { command, arguments: wanted = {}, done, timeout = fallbackTimeout } = fallback;
    this.#startClock(timeout, () => {
      this.#stop.reject(this.#tooLate(`within ${timeout} ms after ${command}`));
    });
    if (done !== undefined) await this.#connect(new EndingsWatch(this, done));
    const args = Object.entries(wanted).map(([name, source]) => [
      name,
      "value" in source ? source.value : this.args[source.argument],
    ]);
    await this.ask(command, Object.fromEntries(args) as Arguments);
  }

  readonly #abort = (): void => {
    this.#stop.reject(this.#aborted());
  };

  #aborted(): CompletionAbortedError {
    const cause: unknown = this.#options.signal?.reason;
    return new CompletionAbortedError(
      `no longer waiting for ${this.command} to complete`,
      this.#facts(cause),
    );
  }

  #lost(cause: QapiError | undefined): CompletionLostError {
    return new CompletionLostError(
      `the session was lost before ${this.command} was complete`,
      this.#facts(cause),
    );
  }

  #tooLate(when: string): CompletionTimeoutError {
    return new CompletionTimeoutError(`${this.command} did not complete ${when}`, this.#facts(undefined));
  }

  /** Whether a command that was not answered was sent, nobody says here: it may have been. */
  #facts(cause: unknown): { command: string; serverMayHaveActed: boolean; cause: unknown } {
    return { command: this.command, serverMayHaveActed: this.#watches.length > 0, cause };
  }
}
