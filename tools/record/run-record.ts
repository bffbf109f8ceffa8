import { closeSync, openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, type Session } from "qapi-ts";
import { formatTranscript, observe, type TranscriptEntry } from "qapi-ts/observe";
import { singleLine } from "qapi-ts-generator/text";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, reasonOf, UsageError, type ExitCode } from "../failure.js";
import { parseCommandWords } from "../requests/command-input.js";
import { RequestReader, type Request } from "../requests/request.js";
import { connectTarget, connectTimeout } from "../targets/connect.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { parseTarget } from "../targets/target.js";
import type { GapEntry } from "./recording.js";

interface RecordFlags extends ConnectionFlags {
  readonly output: string;
  readonly command?: readonly string[] | undefined;
  /** In milliseconds. */
  readonly for?: number | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

/** Cheap commands without arguments that describe a machine. One that it lacks is omitted. */
const queries: readonly string[] = [
  "query-version",
  "query-commands",
  "query-qmp-schema",
  "query-name",
  "query-status",
  "query-uuid",
  "query-kvm",
  "query-target",
  "query-machines",
  "query-cpus-fast",
  "query-memory-size-summary",
  "query-block",
  "query-named-block-nodes",
  "query-blockstats",
  "query-block-jobs",
  "query-jobs",
  "query-chardev",
  "query-iothreads",
  "query-pci",
  "query-migrate",
  "query-vnc",
  "query-spice",
  "query-command-line-options",
];

/** Records the replies to the queries and the events of a machine. */
export async function runRecord(name: string, flags: RecordFlags, terminal: Terminal): Promise<ExitCode> {
  const { output, timeout = connectTimeout, for: duration } = flags;
  const commands = (flags.command ?? []).map(parseCommandWords);
  const target = parseTarget(name);
  const file = openFile(output);
  try {
    const transcript = (entry: TranscriptEntry | GapEntry): void => {
      writeSync(file, formatTranscript([entry]));
    };
    const session = await connectTarget(target, flags, { timeout, observer: observe({ transcript }) });
    try {
      const recordGap = (reason: string): void => {
        transcript({ from: "server", text: "", at: Date.now(), gap: reason });
        terminal.error(`${name}: ${singleLine(reason)}\n`);
      };
      if (target.kind !== "agent") reportGaps(session, recordGap);
      const reader = await RequestReader.create(session, target.kind === "agent", timeout);
      const requests: Request[] = queries.filter((query) => reader.has(query)).map(withoutArguments);
      for (const command of commands) requests.push(await reader.read(command));
      for (const request of requests) await call(session, request, timeout);
      terminal.error(`recording ${name} to ${output}; interrupt to stop\n`);
      await Promise.race([session.closed, duration === undefined ? forever : sleep(duration)]);
    } finally {
      await session.close();
    }
  } finally {
    closeSync(file);
  }
  return exitCodes.done;
}

/** Reports where events may be missing: a transport over NATS connects again by itself. */
function reportGaps(session: Session, report: (reason: string) => void): void {
  session.subscribe({
    names: [],
    deliver: () => undefined,
    gap: ({ cause }) => report(cause?.message ?? "events may have been missed"),
  });
}

const forever = new Promise<never>(() => undefined);

function withoutArguments(execute: string): Request {
  return { execute, arguments: {} };
}

/** Calls a command for its reply in the recording, which may be an error. */
async function call(session: Session, request: Request, timeout: number): Promise<void> {
  const { execute, arguments: args } = request;
  const given = Object.keys(args).length === 0 ? undefined : args;
  try {
    await session.call(execute, given, { timeout });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}

/** A recording has details of a machine, so only its owner may read it. */
function openFile(path: string): number {
  try {
    return openSync(path, "w", 0o600);
  } catch (cause) {
    throw new UsageError(`-o ${path}: cannot write the file: ${reasonOf(cause)}`, { cause });
  }
}
