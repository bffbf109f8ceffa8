import type { Command } from "@commander-js/extra-typings";
import { repeatable, secondsOption } from "qapi-ts-tools/cli";
import { withNatsOptions } from "./nats-options.js";
import type { ProgramContext } from "./context.js";

/** Adds `qmp-fleet serve`. */
export function addServe(program: Command, { terminal, exit }: ProgramContext): void {
  const command = program
    .command("serve")
    .summary("serve the machines of this host")
    .description(
      "Connects to the monitors of the machines of this host and serves them over NATS, until interrupted. Machines that " +
        "start later are found within seconds. If another process serves a machine, this one stands by, and takes over when " +
        "the other ends. Without --allow, clients may only execute commands that read.",
    )
    .requiredOption("--site <site>", "the site of the host, a part of the subjects")
    .requiredOption("--host <host>", "the name of the host, a part of the subjects")
    .addOption(
      repeatable(
        "--socket <pattern>",
        "serve the sockets that match, such as '/run/vms/*.qmp', instead of the machines that `qmp ps` finds (repeatable)",
      ),
    )
    .addOption(
      secondsOption(
        "--lease <seconds>",
        "how long machines remain without an owner when one ends (default: 15)",
      ),
    )
    .addOption(
      secondsOption("--remember <seconds>", "how long the ids of requests are remembered (default: 3600)"),
    )
    .addOption(secondsOption("--keep-events <seconds>", "how long events are stored (default: 86400)"))
    .optionsGroup("What clients may execute:")
    .addOption(
      repeatable(
        "--allow <effect>",
        "commands with the effect read, change (and read) or destroy (all), or a pattern of names such as 'x-*' " +
          "(repeatable; default: read)",
      ),
    )
    .addOption(
      repeatable("--deny <pattern>", "no commands of these names, such as 'blockdev-*' (repeatable)"),
    )
    .addOption(repeatable("--paths <folder>", "no paths of this host outside of this folder (repeatable)"))
    .option("--audit <file>", "append each command to this file, as a line of JSON; secrets are redacted");
  withNatsOptions(command)
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line or file, 4 cannot connect to NATS.")
    .action(async (flags) => {
      const { runServe } = await import("./run-serve.js");
      exit(await runServe(flags, terminal));
    });
}
