import { Command } from "@commander-js/extra-typings";
import { addEvents } from "../events/command.js";
import { addExec } from "../exec/command.js";
import { addExplore } from "../explore/command.js";
import { addPs } from "../ps/command.js";
import { addRecord } from "../record/command.js";
import { addReplay } from "../replay/command.js";
import { addShare } from "../share/command.js";
import { addShell } from "../shell/command.js";
import type { AddCommand, ProgramContext } from "./context.js";

/** The commands in the order of the help. Each is in its own folder. */
const commands: readonly AddCommand[] = [
  addPs,
  addExec,
  addShell,
  addEvents,
  addRecord,
  addReplay,
  addShare,
  addExplore,
];

/** Defines the command line. Actions import their code on demand, because loading it takes longer than parsing. */
export function createProgram(context: ProgramContext): Command {
  const program = new Command("qmp")
    .description("Finds, drives and watches machines of QEMU over the QEMU Machine Protocol.")
    .version(context.version, "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    // What follows the target of `exec` are arguments of a QMP command.
    .enablePositionalOptions()
    .exitOverride()
    // `run` reports errors, so that they all have one format.
    .configureOutput({
      writeOut: context.terminal.out,
      writeErr: context.terminal.error,
      outputError: () => undefined,
    })
    .addHelpText("after", `\n${exitCodesText}`);
  for (const add of commands) add(program, context);
  return program;
}

const exitCodesText =
  "Exit codes: 0 done, 1 refused by the server, 2 invalid command line or file, 3 outcome unknown, 4 cannot connect.";
