import { CompletionFailedError, type QapiError } from "../errors/index.js";
import type { EventMessage } from "../events/event.js";
import { isNumeric, type JsonObject, memberAt, sameScalar } from "../json.js";
import type { CommandTemplate, Condition, Ending, Query, StateQuery } from "./completion.js";

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

  /** Ignores events before the command's reply: a query would return the state before the command. */
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
    } while (this.#mustQueryAgain());
    this.#querying = false;
    if (this.#query.interval === undefined) return;
    this.#context.after(this.#query.interval, () => this.#update());
  }

  #mustQueryAgain(): boolean {
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

/** The arguments of a command by name. */
export type Arguments = JsonObject;

/** Whether all conditions hold for an event's data or a reply. */
function allHold(conditions: readonly Condition[], value: unknown, args: Arguments): boolean {
  return conditions.every((condition) => holds(condition, memberAt(value, condition.member), args));
}

function holds(condition: Condition, found: unknown, args: Arguments): boolean {
  const { argument, value, among, present, within = 0 } = condition;
  if (present !== undefined && (found !== undefined) !== present) return false;
  if (value !== undefined && !isEqual(found, value, within)) return false;
  if (among !== undefined && !among.some((one) => isEqual(found, one, within))) return false;
  if (argument === undefined) return true;
  const given = valueOf(argument, args);
  return given !== undefined && isEqual(found, given, within);
}

/** The value of the first of these arguments that is present. */
export function firstPresent(names: readonly string[], args: Arguments): unknown {
  const name = names.find((one) => Object.hasOwn(args, one) && args[one] !== undefined);
  return name === undefined ? undefined : args[name];
}

function valueOf(argument: string | readonly string[], args: Arguments): unknown {
  return firstPresent(typeof argument === "string" ? [argument] : argument, args);
}

/** The arguments of a further command; undefined if it has none. @param args - those of the awaited command. */
export function argumentsFor(
  { arguments: sources }: CommandTemplate,
  args: Arguments,
): Arguments | undefined {
  if (sources === undefined) return undefined;
  const values = Object.entries(sources).map(
    ([name, source]) => [name, "value" in source ? source.value : valueOf(source.argument, args)] as const,
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function isEqual(one: unknown, other: unknown, within: number): boolean {
  if (sameScalar(one, other)) return true;
  return isNumeric(one) && isNumeric(other) && Math.abs(Number(one) - Number(other)) <= within;
}

/** The part of a reply that a query selects; undefined if the reply does not have it. */
export function selectedPart(reply: unknown, { find }: Query, args: Arguments): unknown {
  if (find === undefined) return reply;
  return Array.isArray(reply) ? reply.find((item: unknown) => allHold(find, item, args)) : undefined;
}

/** The text of a member; undefined if the member is not a string. */
export function textAt(value: unknown, member: string | undefined): string | undefined {
  const text = member === undefined ? undefined : memberAt(value, member);
  return typeof text === "string" ? text : undefined;
}
