import { CompletionFailedError, type QapiError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import type { Ending, StateQuery } from "./completion.js";
import { allHold, argumentsFor, selectedPart, textAt, type Arguments } from "./conditions.js";

/** What a watch needs of the command that is awaited. */
export interface WatchContext {
  readonly command: string;
  readonly args: Arguments;
  /** Aborted when the wait is over. */
  readonly over: AbortSignal;
  /** Reports success. Only the first report of a watch has an effect. */
  succeed(): void;
  /** Reports failure. */
  fail(error: QapiError): void;
  /**
   * Sends a command to the server. Its error is reported as the failure of the awaited command.
   * @returns undefined if there is no reply, which allows no conclusion.
   */
  readonly query: (command: string, args?: object) => Promise<Reply | undefined>;
  /** Calls back after a number of milliseconds, unless the wait is over by then. */
  after(milliseconds: number, callback: () => void): void;
}

/** What a command returned. */
export interface Reply {
  readonly value: unknown;
}

/** One way to detect the end of a command. */
export interface Watch {
  /** The names of the events to receive. */
  readonly events: readonly string[];
  /** Receives an event, which may precede the command's reply. */
  receive(event: EventMessage): void;
  /** The server has replied to the command. */
  replied?(): void;
  /** Events may have been missed. Absent if the watch depends on each event. */
  missed?(): void;
}

/** Detects the end of a command by events. */
export class EventWatch implements Watch {
  readonly events: readonly string[];
  readonly #context: WatchContext;
  readonly #done: readonly Ending[];
  readonly #failed: readonly Ending[];

  constructor(context: WatchContext, done: readonly Ending[] = [], failed: readonly Ending[] = []) {
    this.#context = context;
    this.#done = done;
    this.#failed = failed;
    this.events = [...failed, ...done].map(({ event }) => event);
  }

  receive(event: EventMessage): void {
    const failure = this.#failed.find((ending) => this.#matches(ending, event));
    if (failure !== undefined) {
      const { command } = this.#context;
      const facts = { reason: textAt(event.data, failure.error), received: event };
      this.#context.fail(new CompletionFailedError(command, `${event.event} was received`, facts));
    } else if (this.#done.some((ending) => this.#matches(ending, event))) this.#context.succeed();
  }

  #matches({ event, where = [] }: Ending, message: EventMessage): boolean {
    return event === message.event && allHold(where, message.data, this.#context.args);
  }
}

/** Detects the end of a command by queries: one after the reply, then on events and at an interval. */
export class StateWatch implements Watch {
  readonly events: readonly string[];
  readonly #context: WatchContext;
  readonly #query: StateQuery;
  #replied = false;
  #querying = false;
  /** Whether to query again after the pending query, whose reply may be older than the latest event. */
  #outdated = false;

  constructor(context: WatchContext, query: StateQuery) {
    this.#context = context;
    this.#query = query;
    this.events = query.wake ?? [];
  }

  /** Ignores events before the command's reply: the state is still that of before the command. */
  receive(): void {
    if (this.#replied) this.#update();
  }

  missed(): void {
    this.receive();
  }

  replied(): void {
    this.#replied = true;
    this.#update();
  }

  #update(): void {
    if (this.#querying) this.#outdated = true;
    else void this.#queryState();
  }

  async #queryState(): Promise<void> {
    this.#querying = true;
    do {
      this.#outdated = false;
      const { args, query } = this.#context;
      const reply = await query(this.#query.command, argumentsFor(this.#query, args));
      if (reply !== undefined) this.#evaluate(reply.value);
    } while (this.#isAgainWanted());
    this.#querying = false;
    if (this.#query.interval === undefined) return;
    this.#context.after(this.#query.interval, () => {
      this.#update();
    });
  }

  #isAgainWanted(): boolean {
    return this.#outdated && !this.#context.over.aborted;
  }

  #evaluate(reply: unknown): void {
    const { command, args } = this.#context;
    const { done, failed, error } = this.#query;
    const state = selectedPart(reply, this.#query, args);
    if (failed !== undefined && allHold(failed, state, args)) {
      const facts = { reason: textAt(state, error), received: state };
      const text = `${this.#query.command} reports a failure`;
      this.#context.fail(new CompletionFailedError(command, text, facts));
    } else if (done !== undefined && allHold(done, state, args)) this.#context.succeed();
  }
}
