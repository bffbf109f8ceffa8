import type { AddCommand } from "../cli/context.js";
import { countOption, repeatable, secondsOption, targetDescription } from "../cli/options.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp events`. */
export const addEvents: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("events")
    .summary("follow the events of machines")
    .description(
      "Prints the events of machines as they arrive, until interrupted: time, machine, event, data. A machine whose " +
        "connection is lost is connected again. A machine keeps no history: --since needs a recording of `qmp record`.",
    )
    .argument("<target...>", `${targetDescription}; or recording:FILE`)
    .addOption(repeatable("--name <pattern>", "only events of this name, such as 'BLOCK_*' (repeatable)"))
    .option(
      "--since <time>",
      "of a recording, only later events: a date, or an age such as 30s, 10m, 2h or 1d",
    )
    .option("--json", "print each event as a line of JSON")
    .addOption(countOption("--count <number>", "stop after this number of events"))
    .addOption(secondsOption("--for <seconds>", "stop after this time (default: no limit)"))
    .addOption(secondsOption("--timeout <seconds>", "the limit of connecting (default: 10)"));
  withConnectionOptions(command)
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line or recording, 4 cannot connect.")
    .action(async (targets, flags) => {
      const { runEvents } = await import("./run-events.js");
      exit(await runEvents(targets, flags, terminal));
    });
};
