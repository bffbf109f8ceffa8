import type { Session } from "qapi-ts";
import type { Terminal } from "../cli/terminal.js";
import { loadDocumentation } from "../documentation/load.js";
import { loadEffects } from "../documentation/effects.js";
import { exitCodes, UsageError, type ExitCode } from "../failure.js";
import { RequestReader } from "../requests/request.js";
import { connectTarget, connectTimeout } from "../targets/connect.js";
import { shortName } from "../targets/short-name.js";
import { parseTarget, type Target } from "../targets/target.js";
import { Completer } from "./completion/completer.js";
import { ValueSource } from "./completion/value-source.js";
import { History, historyFile } from "./history.js";
import { LiveValues } from "./live/live-values.js";
import { Screen } from "./screen.js";
import { Shell, type ShellFlags } from "./shell.js";

/** The default limit of a reply, in milliseconds. */
const replyTimeout = 30_000;

/**
 * Runs the shell until the user leaves it or the connection ends.
 * @throws UsageError (as a rejection) if there is no terminal; ToolError if the target cannot be reached.
 */
export async function runShell(text: string, flags: ShellFlags, terminal: Terminal): Promise<ExitCode> {
  const target = parseTarget(text);
  if (terminal.console === undefined) {
    throw new UsageError("qmp shell needs a terminal. `qmp exec --batch` runs the commands of a file.");
  }
  const timeout = flags.timeout ?? replyTimeout;
  const session = await connectTarget(target, flags, { timeout: Math.min(timeout, connectTimeout) });
  try {
    const shell = await createShell(session, target, flags, timeout);
    const history = flags.history === false ? undefined : new History(historyFile());
    using screen = new Screen(terminal.console, history?.load() ?? []);
    const isDone = await shell.run(screen, history, shortName(target));
    return isDone ? exitCodes.done : exitCodes.unreachable;
  } finally {
    await session.close();
  }
}

async function createShell(
  session: Session,
  target: Target,
  flags: ShellFlags,
  timeout: number,
): Promise<Shell> {
  const isAgent = target.kind === "agent";
  const { version } = session.greeting;
  const reader = await RequestReader.create(session, isAgent, timeout);
  const documentation = loadDocumentation(version, isAgent);
  const effects = await loadEffects(version, isAgent);
  const live = new LiveValues((command, args, limit) => {
    const isKnown = reader.has(command);
    return isKnown ? session.call(command, args, { timeout: limit }) : Promise.resolve([]);
  });
  const isLocal = target.kind === "unix" || target.kind === "name";
  const completer = new Completer(reader.schema, documentation, new ValueSource(live, effects, isLocal));
  return new Shell({ session, reader, documentation, effects, live, completer, flags, timeout });
}
