import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { AddCommand } from "../cli/context.js";
import { secondsOption } from "../cli/options.js";

/** Adds `qmp replay`. */
export const addReplay: AddCommand = (program, { terminal, exit }) => {
  program
    .command("replay")
    .summary("serve a recording as a machine")
    .description(
      "Serves a recording of `qmp record` to any number of clients, until interrupted. A command is answered with its " +
        "recorded reply. The events are sent at their recorded distances, from the first client's connection on.",
    )
    .argument("<file>", "the recording")
    .requiredOption("--listen <address>", "unix:PATH or tcp:HOST:PORT; port 0 is any free port")
    .addOption(
      new Option("--speed <factor>", "how much faster than recorded events are sent (default: 1)").argParser(
        (value) => {
          if (!/^\d*\.?\d+$/.test(value) || Number(value) <= 0)
            throw new InvalidArgumentError("Use a number above 0.");
          return Number(value);
        },
      ),
    )
    .addOption(secondsOption("--for <seconds>", "stop after this time (default: no limit)"))
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line, recording or address.")
    .action(async (file, flags) => {
      const { runReplay } = await import("./run-replay.js");
      exit(await runReplay(file, flags, terminal));
    });
};
