import { Option } from "@commander-js/extra-typings";
import type { AddCommand } from "../cli/context.js";
import { secondsOption, targetDescription } from "../cli/options.js";
import { formats } from "../output/format.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp shell`. */
export const addShell: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("shell")
    .summary("drive a machine from a prompt")
    .description(
      "Reads commands at a prompt, with completion of commands, arguments, values and names of the machine. Events appear as " +
        "they arrive. Commands that may lose data or the machine need a confirmation.",
    )
    .argument("<target>", targetDescription)
    .option("--yes", "do not confirm commands that may lose data or the machine")
    .addOption(new Option("--format <format>", "format of results (default: table)").choices(formats))
    .option("--no-history", "do not read or write the history of commands")
    .addOption(secondsOption("--timeout <seconds>", "the limit of a reply (default: 30)"));
  withConnectionOptions(command)
    .addHelpText(
      "after",
      "\nExit codes: 0 left, 2 invalid command line, 4 cannot connect, or connection lost.",
    )
    .action(async (target, flags) => {
      const { runShell } = await import("./run-shell.js");
      exit(await runShell(target, flags, terminal));
    });
};
