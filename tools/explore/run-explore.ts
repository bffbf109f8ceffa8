import { setTimeout as sleep } from "node:timers/promises";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, UsageError, type ExitCode } from "../failure.js";
import { createToken } from "../share/listeners/token.js";
import { policyOf, type PolicyFlags } from "../share/policy-flags.js";
import { ProblemPrinter } from "../share/problem-printer.js";
import { shareMachine, type SharedMachine } from "../share/share-machine.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { shortName } from "../targets/short-name.js";
import { formatTarget, parseTarget, type Target } from "../targets/target.js";
import { openBrowser } from "./open-browser.js";
import { screenReader } from "./screen.js";
import { readSite, siteFolder } from "./site-files.js";
import { siteListener } from "./site-listener.js";

interface ExploreFlags extends ConnectionFlags, PolicyFlags {
  /** Whether the browser is opened. */
  readonly open: boolean;
  /** Default: any free port. */
  readonly port?: number | undefined;
  /** In milliseconds. Default: no limit. */
  readonly for?: number | undefined;
}

/** Shares a machine on a loopback port, serves the page for it, and opens the browser. Runs until interrupted, or for a time. */
export async function runExplore(target: string, flags: ExploreFlags, terminal: Terminal): Promise<ExitCode> {
  const parsed = parseTarget(target);
  if (parsed.kind === "agent") {
    throw new UsageError(`${target}: a guest agent has no page. Give the monitor of its machine.`);
  }
  // It is the user's own machine, and nothing else has the token.
  const policy = policyOf({ ...flags, allow: flags.allow ?? ["destroy"] });
  const printer = new ProblemPrinter(terminal);
  await using shared = await shareMachine({ target, flags, policy, onProblem: printer.print });
  const address = await serve(shared, parsed, flags);
  terminal.out(`${address}\n`);
  if (flags.open && !(await openBrowser(address))) terminal.error("no browser was found: open the address\n");
  terminal.error(`exploring ${shared.name}; interrupt to stop\n`);
  await (flags.for === undefined ? forever : sleep(flags.for));
  printer.end();
  return exitCodes.done;
}

const forever = new Promise<never>(() => undefined);

/** Serves the page and the machine on one port of the loopback address. Returns the address with the token. */
async function serve(
  shared: SharedMachine,
  target: Target,
  { port = 0, deny }: ExploreFlags,
): Promise<string> {
  const token = createToken();
  const files = await readSite(siteFolder);
  const machine = { name: shortName(target), target: formatTarget(target) };
  const onRequest = siteListener({ files, machine, token, screen: screenReader(shared, deny) });
  const listener = await shared.listen({
    kind: "web-socket",
    host: "127.0.0.1",
    port,
    token,
    onRequest,
  });
  return `http://127.0.0.1:${String(listener.port)}/#token=${token}`;
}
