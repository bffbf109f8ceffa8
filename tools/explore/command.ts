import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { AddCommand } from "../cli/context.js";
import { repeatable, secondsOption, targetDescription } from "../cli/options.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp explore`. */
export const addExplore: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("explore")
    .summary("look at a machine and drive it in the browser")
    .description(
      "Opens a page in the browser: the documentation of all commands, events, types and devices, forms for commands, and " +
        "the state of the machine. The page is served on the loopback interface until interrupted. The printed address " +
        "contains a token, without which no client can use the machine.",
    )
    .argument("<target>", targetDescription)
    .option("--no-open", "do not open the browser")
    .addOption(portOption)
    .addOption(secondsOption("--for <seconds>", "stop after this time (default: no limit)"))
    .optionsGroup("What the page may execute:")
    .addOption(
      repeatable(
        "--allow <effect>",
        "commands with the effect read, change (and read) or destroy (all), or a pattern of names such as 'x-*' " +
          "(repeatable; default: destroy)",
      ),
    )
    .addOption(
      repeatable("--deny <pattern>", "no commands of these names, such as 'blockdev-*' (repeatable)"),
    )
    .addOption(
      repeatable("--paths <folder>", "no paths of the machine's host outside of this folder (repeatable)"),
    );
  withConnectionOptions(command)
    .addHelpText("after", helpText)
    .action(async (target, flags) => {
      const { runExplore } = await import("./run-explore.js");
      exit(await runExplore(target, flags, terminal));
    });
};

const portOption = new Option("--port <port>", "the port (default: any free port)").argParser((value) => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new InvalidArgumentError("Use a number up to 65535.");
  }
  return Number(value);
});

const helpText = `
Examples:
  qmp explore vm1
  qmp explore --allow read --no-open unix:/run/vm1.qmp

Exit codes: 0 done, 2 invalid command line, or the port is taken, 4 cannot connect.`;
