import { Option, type Command } from "@commander-js/extra-typings";
import { UsageError } from "qapi-ts-tools/cli";
import type { ProgramContext } from "./context.js";

/** Adds `qmp-fleet permissions`. */
export function addPermissions(program: Command, { terminal }: ProgramContext): void {
  program
    .command("permissions")
    .summary("print the permissions of a user of NATS")
    .description(
      "Prints the permissions of a user as nats-server's configuration takes them: of a client that may execute the " +
        "commands of an effect on some machines, or with --owner of an owner of the machines of a host.",
    )
    .addOption(
      new Option("--effect <effect>", "the strongest effect of the commands")
        .choices(["read", "change", "destroy"])
        .default("read"),
    )
    .option("--owner", "of an owner; needs --site and --host")
    .option("--site <site>", "only this site (default: all)")
    .option("--host <host>", "only this host (default: all)")
    .option("--machine <machine>", "only this machine (default: all)")
    .option("--inbox <prefix>", "the user's own prefix of the subjects of replies", "_INBOX")
    .option(
      "--domain <name>",
      "the domain of JetStream with the stores, for a server outside of it (default: the server's own)",
    )
    .option("--prefix <prefix>", "the first tokens of all subjects of the fleet", "qmp")
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line.")
    .action(async ({ effect, owner, site, host, machine, inbox, prefix, domain }) => {
      const { clientPermissions, ownerPermissions } = await import("../permissions/permissions.js");
      const where = {
        ...(site !== undefined && { site }),
        ...(host !== undefined && { host }),
        ...(machine !== undefined && { machine }),
      };
      if (owner === true && (site === undefined || host === undefined)) {
        throw new UsageError("--owner needs --site and --host, because an owner serves one host.");
      }
      const permissions =
        owner === true && site !== undefined && host !== undefined
          ? ownerPermissions({ site, host, inbox, domain, prefix })
          : clientPermissions({ where, effect, inbox, domain, prefix });
      terminal.out(`${JSON.stringify(permissions, undefined, 2)}\n`);
    });
}
