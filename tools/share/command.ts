import type { AddCommand } from "../cli/context.js";
import { countOption, repeatable, secondsOption, targetDescription } from "../cli/options.js";
import { withConnectionOptions } from "../targets/connection-options.js";

/** Adds `qmp share`. */
export const addShare: AddCommand = (program, { terminal, exit }) => {
  const command = program
    .command("share")
    .summary("serve the monitor of a machine to many clients")
    .description(
      "Connects to the monitor of a machine, which serves one client, and serves it to any number of clients, until " +
        "interrupted. To each client it is an ordinary QMP server. Without --allow, clients may only execute commands that " +
        "read. A machine that restarts is connected again.",
    )
    .argument("<target>", targetDescription)
    .addOption(
      repeatable(
        "--listen <address>",
        "unix:PATH, tcp:HOST:PORT (loopback), tls:HOST:PORT, ws://HOST:PORT (loopback) or wss://HOST:PORT; port 0 is any " +
          "free port (repeatable)",
      ).makeOptionMandatory(),
    )
    .option("--group <group>", "let a group connect to the unix sockets (default: only the user)")
    .addOption(secondsOption("--for <seconds>", "stop after this time (default: no limit)"))
    .addOption(secondsOption("--timeout <seconds>", "the limit of connecting (default: 10)"))
    .addOption(countOption("--max-clients <number>", "the most clients at a time (default: 1000)"))
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
    .addOption(
      repeatable("--paths <folder>", "no paths of the machine's host outside of this folder (repeatable)"),
    )
    .optionsGroup("Audit log:")
    .option("--audit <file>", "append each command to this file, as a line of JSON; secrets are redacted")
    .option("--name <name>", "the name of the machine in the audit log (default: the target)")
    .optionsGroup("Clients over TLS and WebSockets:")
    .option("--tls-cert <file>", "the certificate for tls: and wss:")
    .option("--tls-key <file>", "its key")
    .option("--tls-ca <file>", "serve only clients with a certificate of these authorities")
    .option(
      "--token <file>",
      "WebSocket clients must send the token in this file first; auto creates a token and prints it",
    )
    .addOption(
      repeatable("--origin <origin>", "let pages of this origin connect to WebSockets (repeatable)"),
    );
  withConnectionOptions(command)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 2 invalid command line, file or address, 4 cannot connect to the machine.",
    )
    .action(async (target, flags) => {
      const { runShare } = await import("./run-share.js");
      exit(await runShare(target, flags, terminal));
    });
};
