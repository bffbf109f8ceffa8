import type { AddCommand } from "../cli/context.js";
import { repeatable, secondsOption, targetDescription } from "../cli/options.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp record`. */
export const addRecord: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("record")
    .summary("record a session with a machine in a file")
    .description(
      "Writes the replies to queries about the machine, and then its events as they arrive, to a file, until interrupted " +
        "or until the machine ends. Passwords and keys are redacted. `qmp replay` serves the file.",
    )
    .argument("<target>", targetDescription)
    .requiredOption("-o, --output <file>", "write the recording to this file; an existing file is replaced")
    .addOption(
      repeatable(
        "--command <line>",
        "also record the reply to this command, such as 'qom-list --path /' (repeatable)",
      ),
    )
    .addOption(secondsOption("--for <seconds>", "stop after this time (default: no limit)"))
    .addOption(
      secondsOption("--timeout <seconds>", "the limit of connecting and of each reply (default: 10)"),
    );
  withConnectionOptions(command)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 2 invalid command line or file, 3 outcome of a command unknown, 4 cannot connect.",
    )
    .action(async (target, flags) => {
      const { runRecord } = await import("./run-record.js");
      exit(await runRecord(target, flags, terminal));
    });
};
