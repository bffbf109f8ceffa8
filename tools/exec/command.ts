import { Option } from "@commander-js/extra-typings";
import type { AddCommand } from "../cli/context.js";
import { secondsOption, targetDescription } from "../cli/options.js";
import { formats } from "../output/format.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp exec`. */
export const addExec: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("exec")
    .summary("run a command of a machine")
    .description(
      "Runs a command and prints what it returns. Arguments are typed by the schema of the machine and checked before " +
        "anything is sent. `qmp exec vm1 query-commands` lists the commands.",
    )
    .usage(
      "[options] <target> <command> [--NAME VALUE... | JSON | -]\n       qmp exec [options] --batch <target> < FILE",
    )
    .argument("<target>", targetDescription)
    .argument("[command]", "the command's name")
    .argument(
      "[arguments...]",
      "--NAME VALUE, --NAME.MEMBER VALUE, --FLAG, one JSON object, or - for JSON from standard input",
    )
    // Words after the target are arguments of the QMP command.
    .passThroughOptions()
    .optionsGroup("Options (before the target):")
    .option("--wait", "wait until the command is complete, and show the progress")
    .addOption(
      new Option(
        "--format <format>",
        "format of the result (default: table on a terminal, otherwise json)",
      ).choices(formats),
    )
    .option(
      "--batch",
      "read commands from standard input, one a line, with arguments as above or as JSON requests",
    )
    .option("--dry-run", "print the checked request, and do not send it")
    .addOption(secondsOption("--timeout <seconds>", "the limit of a reply (default: 30; with --wait 3600)"));
  withConnectionOptions(command)
    .addHelpText("after", helpText)
    .action(async (target, name, words, flags) => {
      const { runExec } = await import("./run-exec.js");
      exit(await runExec({ target, name, words, flags }, terminal));
    });
};

const helpText = `
Examples:
  qmp exec vm1 query-status
  qmp exec vm1 blockdev-add --driver qcow2 --node-name d0 --file.driver file --file.filename /x.qcow2
  qmp exec --wait vm1 device_del '{"id": "disk1"}'

Exit codes: 0 done, 1 refused by the server, 2 invalid command line, 3 outcome unknown, 4 cannot connect.`;
