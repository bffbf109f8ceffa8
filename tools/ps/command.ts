import type { AddCommand } from "../cli/context.js";
import { secondsOption } from "../cli/options.js";

/** Adds `qmp ps`. */
export const addPs: AddCommand = (program, { terminal }) => {
  program
    .command("ps")
    .summary("list the machines of this host")
    .description(
      "Lists the processes that run QEMU with their monitors of QMP, and the monitors in the known places of libvirt, " +
        "Proxmox, Incus, LXD, Lima and Podman. Each monitor is connected to for a moment: a taken one has another client.",
    )
    .option("--fleet", "list the machines of a fleet over NATS instead: needs qapi-ts-fleet, and $NATS_URL")
    .option("--json", "print all that is known, as JSON")
    .addOption(
      secondsOption(
        "--timeout <seconds>",
        "a monitor that sends no greeting within this time is taken (default: 1)",
      ),
    )
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line, 4 the fleet cannot be connected to.")
    .action(async (flags) => {
      const { runPs } = await import("./run-ps.js");
      await runPs(flags, terminal);
    });
};
