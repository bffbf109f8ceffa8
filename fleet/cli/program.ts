import { Command } from "@commander-js/extra-typings";
import { readFileSync } from "node:fs";
import type { ProgramContext } from "./context.js";
import { addPermissions } from "./permissions-command.js";
import { addServe } from "./serve-command.js";

/** Defines the command line of `qmp-fleet`. Actions import their code on demand. */
export function createProgram(context: ProgramContext): Command {
  const { terminal } = context;
  const program = new Command("qmp-fleet")
    .description("Serves the machines of a host over NATS.")
    .version(packageVersion(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.error, outputError: () => undefined })
    .addHelpText("after", "\nExit codes: 0 done, 2 invalid command line or file, 4 cannot connect to NATS.");
  addServe(program, context);
  addPermissions(program, context);
  return program;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
