import type { Session } from "qapi-ts";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, UsageError, type ExitCode } from "../failure.js";
import { formatValue, type Format } from "../output/format.js";
import { stringifyExactly } from "../output/json.js";
import { connectTarget, connectTimeout } from "../targets/connect.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { parseTarget } from "../targets/target.js";
import { callAndWait } from "./call-and-wait.js";
import { readBatch, readCommand, type CommandInput } from "../requests/command-input.js";
import { RequestReader, type Request } from "../requests/request.js";

/** The arguments and options of `qmp exec`. */
interface ExecLine {
  readonly target: string;
  readonly name: string | undefined;
  /** The words after the command's name. */
  readonly words: readonly string[];
  readonly flags: ExecFlags;
}

interface ExecFlags extends ConnectionFlags {
  readonly wait?: true | undefined;
  readonly format?: Format | undefined;
  readonly batch?: true | undefined;
  readonly dryRun?: true | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

/** The default limits of a reply, and of a completion, in milliseconds. */
const [replyTimeout, waitTimeout] = [30_000, 3_600_000];

/**
 * Runs one command, or the commands of a batch until one fails. All commands of a batch are checked before the first is sent.
 * @throws ToolError or QapiError (as a rejection) if a command is invalid or fails.
 */
export async function runExec(line: ExecLine, terminal: Terminal): Promise<ExitCode> {
  const { flags } = line;
  const target = parseTarget(line.target);
  // Read before connecting, because a monitor serves one client at a time.
  const inputs = await readInputs(line, terminal);
  const timeout = flags.timeout ?? replyTimeout;
  const session = await connectTarget(target, flags, { timeout: Math.min(timeout, connectTimeout) });
  try {
    const reader = await RequestReader.create(session, target.kind === "agent", timeout);
    const requests: Request[] = [];
    for (const input of inputs) requests.push(await reader.read(input));
    for (const request of requests) await runRequest(session, request, flags, terminal);
  } finally {
    await session.close();
  }
  return exitCodes.done;
}

async function readInputs(
  { name, words, flags }: ExecLine,
  { input }: Terminal,
): Promise<readonly CommandInput[]> {
  if (flags.batch === true) {
    if (name === undefined) return readBatch(input);
    throw new UsageError(`--batch reads the commands from standard input: omit "${name}".`);
  }
  if (name?.startsWith("-") === true) {
    throw new UsageError(
      `"${name}" is not a command. Options of \`qmp exec\` are written before the target.`,
    );
  }
  if (name !== undefined) return [await readCommand(name, words, input)];
  throw new UsageError("the command is missing. `qmp exec TARGET query-commands` lists the commands.");
}

async function runRequest(
  session: Session,
  request: Request,
  flags: ExecFlags,
  terminal: Terminal,
): Promise<void> {
  const { execute, arguments: args } = request;
  const given = Object.keys(args).length === 0 ? undefined : args;
  if (flags.dryRun === true) {
    terminal.out(`${stringifyExactly({ execute, arguments: given })}\n`);
    return;
  }
  const result: unknown =
    flags.wait === true
      ? await callAndWait(session, execute, given, flags.timeout ?? waitTimeout, terminal)
      : await session.call(execute, given, { timeout: flags.timeout ?? replyTimeout });
  const format = flags.format ?? (terminal.screen === undefined ? "json" : "table");
  terminal.out(
    formatValue(result, format, { columns: terminal.screen?.columns, isOneLine: flags.batch === true }),
  );
}
