import { setTimeout as sleep } from "node:timers/promises";
import type { Terminal } from "../cli/terminal.js";
import { exitCodes, type ExitCode } from "../failure.js";
import type { ConnectionFlags } from "../targets/connection-options.js";
import { openAuditFile } from "./audit-file.js";
import { listenOptionsOf, type ListenFlags } from "./listen-flags.js";
import { policyOf, type PolicyFlags } from "./policy-flags.js";
import { ProblemPrinter } from "./problem-printer.js";
import { shareMachine, type SharedMachine } from "./share-machine.js";

interface ShareFlags extends ConnectionFlags, ListenFlags, PolicyFlags {
  readonly audit?: string | undefined;
  readonly name?: string | undefined;
  readonly maxClients?: number | undefined;
  /** In milliseconds. */
  readonly for?: number | undefined;
  /** In milliseconds. */
  readonly timeout?: number | undefined;
}

/** Shares a machine until interrupted, or for a time. */
export async function runShare(target: string, flags: ShareFlags, terminal: Terminal): Promise<ExitCode> {
  const { name, maxClients, timeout, for: duration } = flags;
  // Invalid options are reported before the machine is connected to.
  const addresses = listenOptionsOf(flags);
  const policy = policyOf(flags);
  const audit = flags.audit === undefined ? undefined : openAuditFile(flags.audit);
  const printer = new ProblemPrinter(terminal);
  await using shared = await shareMachine({
    target,
    flags,
    name,
    policy,
    maxClients,
    timeout,
    audit: audit?.write,
    onProblem: printer.print,
  });
  try {
    for (const { address, token } of addresses) await listen(shared, address, token, terminal);
    terminal.error("interrupt to stop\n");
    await (duration === undefined ? forever : sleep(duration));
  } finally {
    await shared.close();
    printer.end();
    audit?.close();
  }
  return exitCodes.done;
}

const forever = new Promise<never>(() => undefined);

/** @param token - the token to print. */
async function listen(
  shared: SharedMachine,
  options: Parameters<SharedMachine["listen"]>[0],
  token: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { address } = await shared.listen(options);
  terminal.error(`sharing ${shared.name} at ${address}${token === undefined ? "" : `/#${token}`}\n`);
}
