import { once } from "node:events";
import {
  exitCodes,
  openAuditFile,
  policyOptionsOf,
  reasonOf,
  ToolError,
  UsageError,
  type ExitCode,
  type PolicyFlags,
  type Terminal,
} from "qapi-ts-tools/cli";
import { createPolicy, type Policy } from "qapi-ts-tools/share";
import { findMachines } from "../owner/find-machines.js";
import { serveFleet, type FleetOwner } from "../owner/serve-fleet.js";
import { shareAccess } from "../owner/shared-access.js";
import { natsOptionsOf, type NatsFlags } from "./nats-options.js";

interface ServeFlags extends NatsFlags, PolicyFlags {
  readonly site: string;
  readonly host: string;
  readonly socket?: readonly string[] | undefined;
  /** In milliseconds. */
  readonly lease?: number | undefined;
  readonly remember?: number | undefined;
  readonly keepEvents?: number | undefined;
  readonly audit?: string | undefined;
}

/** Serves the machines of this host until interrupted. */
export async function runServe(flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  const { site, host, socket, lease, remember, keepEvents } = flags;
  const policy = policyOf(flags);
  const audit = flags.audit === undefined ? undefined : openAuditFile(flags.audit);
  const onProblem = problemPrinter(terminal);
  const connect = (target: string, name: string): ReturnType<typeof shareAccess> =>
    shareAccess({ target, name, policy, onProblem, audit: audit?.write });
  const interrupted = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  const owner = await serveFleet({
    ...natsOptionsOf(flags),
    site,
    host,
    onProblem,
    ...(lease !== undefined && { lease }),
    ...(remember !== undefined && { remember }),
    ...(keepEvents !== undefined && { keepEvents }),
    find: () => findMachines(socket, connect),
  }).catch(unreachable);
  const stopPrinting = printServing(owner, `${site}/${host}`, terminal);
  await interrupted;
  stopPrinting();
  await owner.close();
  audit?.close();
  return exitCodes.done;
}

function policyOf(flags: PolicyFlags): Policy {
  try {
    return createPolicy(policyOptionsOf(flags));
  } catch (cause) {
    throw new UsageError(`--paths, --allow or --deny: ${reasonOf(cause)}.`, { cause });
  }
}

function unreachable(cause: unknown): never {
  if (cause instanceof ToolError) throw cause;
  const message = `${reasonOf(cause)}. Start NATS with nats-server -js -sd DIR, and give --nats URL.`;
  throw new ToolError(exitCodes.unreachable, message, { cause });
}

/** How often the machines are compared with what was printed, in milliseconds. */
const printInterval = 500;

/** Prints which machines are served, after each change. Returns a function that ends this. */
function printServing(owner: FleetOwner, place: string, terminal: Terminal): () => void {
  let printed = "";
  const print = (): void => {
    const standingBy = owner.waiting.length === 0 ? "" : `; waiting for ${owner.waiting.join(", ")}`;
    const text = `serving ${owner.serving.join(", ") || "no machine"} of ${place}${standingBy}\n`;
    if (text !== printed) terminal.error((printed = text));
  };
  print();
  const timer = setInterval(print, printInterval);
  return () => clearInterval(timer);
}

/** Prints each problem once until another one appears. */
function problemPrinter(terminal: Terminal): (problem: Error) => void {
  let last = "";
  return ({ message, cause }) => {
    const text = `qmp-fleet: ${message}${cause === undefined ? "" : `: ${reasonOf(cause)}`}\n`;
    if (text !== last) terminal.error((last = text));
  };
}
