import type { Session } from "qapi-ts";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, reasonOf, UsageError, type ExitCode } from "../failure.js";
import { isRecording, readRecordedEvents } from "../record/recorded-events.js";
import type { RecordedGap } from "../record/recording.js";
import { loadSchema } from "../schema/load-schema.js";
import { connectTarget, connectTimeout } from "../targets/connect.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { parseTarget, type Target } from "../targets/target.js";
import { EventFilter } from "./event-filter.js";
import { EventPrinter, millisecondsOf, type MachineEvent } from "./event-printer.js";
import { follow, type Follower } from "./follow.js";
import { parseSince } from "./since.js";

interface EventsFlags extends ConnectionFlags {
  readonly name?: readonly string[] | undefined;
  readonly since?: string | undefined;
  readonly json?: true | undefined;
  readonly count?: number | undefined;
  /** In milliseconds. */
  readonly for?: number | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

/** Prints the events of recordings, and then those of machines until interrupted. */
export async function runEvents(
  names: readonly string[],
  flags: EventsFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const recordings = names.filter(isRecording);
  const machines = names.filter((name) => !isRecording(name));
  const since = flags.since === undefined ? -Infinity : parseSince(flags.since, Date.now());
  if (flags.since !== undefined && machines.length > 0) {
    throw new UsageError(
      `--since: a machine keeps no history. Record it with \`qmp record ${machines[0] ?? ""} -o FILE\`, and give recording:FILE.`,
    );
  }
  const run = new EventsRun(names, flags, terminal);
  const recorded = recordings.map(readRecordedEvents);
  for (const { target, gaps } of recorded) run.gaps(target, gaps);
  const past = recorded
    .flatMap(({ events }) => events)
    .filter(({ message: { timestamp } }) => timestamp === undefined || millisecondsOf(timestamp) >= since);
  for (const event of past.sort(byTime)) run.event(event);
  if (machines.length > 0) await run.follow(machines.map((name) => ({ name, target: followed(name) })));
  return exitCodes.done;
}

function followed(name: string): Target {
  const target = parseTarget(name);
  if (target.kind !== "agent") return target;
  throw new UsageError(`${name}: a guest agent sends no events. Give the monitor of its machine.`);
}

function byTime({ message: one }: MachineEvent, { message: other }: MachineEvent): number {
  const [first, second] = [one.timestamp, other.timestamp];
  return first === undefined || second === undefined ? 0 : millisecondsOf(first) - millisecondsOf(second);
}

interface Followed {
  readonly name: string;
  readonly target: Target;
}

/** One run of the command: what it prints, and when it stops. */
class EventsRun {
  readonly #flags: EventsFlags;
  readonly #filter: EventFilter;
  readonly #printer: EventPrinter;
  readonly #stopped = new AbortController();
  readonly #timeout: number;
  #left: number;

  constructor(names: readonly string[], flags: EventsFlags, terminal: Terminal) {
    this.#flags = flags;
    this.#filter = new EventFilter(flags.name);
    this.#printer = new EventPrinter(terminal, flags.json === true, names);
    this.#timeout = flags.timeout ?? connectTimeout;
    this.#left = flags.count ?? Infinity;
  }

  /** Prints an event, if it is wanted. The last one stops the run. */
  event(event: MachineEvent): void {
    if (this.#left === 0 || !this.#filter.matches(event.message.event)) return;
    this.#left--;
    this.#printer.print(event);
    if (this.#left === 0) this.#stopped.abort();
  }

  /** Reports where a recording may lack events. */
  gaps(recording: string, gaps: readonly RecordedGap[]): void {
    for (const { at, reason } of gaps)
      this.#printer.remark(recording, `${new Date(at).toISOString()}: ${reason}`);
  }

  /** Follows machines until the run stops. @throws the first error of connecting. */
  async follow(machines: readonly Followed[]): Promise<void> {
    if (this.#left === 0) return;
    const { signal } = this.#stopped;
    const { for: duration } = this.#flags;
    const timer = duration === undefined ? undefined : setTimeout(this.#stop, duration);
    const following: Promise<void>[] = [];
    try {
      const sessions = await Promise.all(machines.map((machine) => this.#followOne(machine, following)));
      if (this.#flags.name !== undefined) await this.#checkNames(sessions);
    } catch (error) {
      // A run that has stopped meanwhile closes its sessions.
      const isStopped = signal.aborted;
      this.#stop();
      if (!isStopped) throw error;
    } finally {
      await Promise.all(following);
      clearTimeout(timer);
    }
  }

  /** Connects, and follows the events at once, so that none is missed. */
  async #followOne({ name, target }: Followed, following: Promise<void>[]): Promise<Session> {
    const options = { flags: this.#flags, timeout: this.#timeout, signal: this.#stopped.signal };
    const session = await connectTarget(target, this.#flags, { ...options, needsEvents: true });
    following.push(follow(target, session, this.#follower(name), options));
    return session;
  }

  async #checkNames(sessions: readonly Session[]): Promise<void> {
    const schemas = await Promise.all(sessions.map((session) => loadSchema(session, this.#timeout)));
    this.#filter.check([...new Set(schemas.flatMap(({ events }) => [...events.keys()]))]);
  }

  readonly #stop = (): void => this.#stopped.abort();

  #follower(machine: string): Follower {
    const printer = this.#printer;
    return {
      event: (message) => this.event({ machine, message }),
      lost: (error) =>
        printer.remark(machine, `connection lost${error === undefined ? "" : `: ${error.message}`}`),
      failed: (error) => printer.remark(machine, `${reasonOf(error)}; trying again`),
      restored: () => printer.remark(machine, "connected again; events in between were missed"),
      gap: (cause) => printer.remark(machine, cause?.message ?? "events may have been missed"),
    };
  }
}
