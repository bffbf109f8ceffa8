import type { Command } from "@commander-js/extra-typings";
import { singleLine } from "qapi-ts-generator/text";
import { exitCodeOf, exitCodes, isCommanderError, ToolError, UsageError, type ExitCode } from "../failure.js";
import type { Terminal } from "./terminal.js";

/**
 * Runs a command line of a program and returns its exit code.
 * @param createProgram - defines the program. Its actions call `exit` to set an exit code; default: 0, or that of the error
 * that the action throws.
 * @param args - the arguments after the program's name.
 */
export async function runProgram(
  createProgram: (exit: (code: ExitCode) => void) => Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  const name = program.name();
  try {
    if (args.length === 0) throw new UsageError(`Missing command. Run \`${name} --help\` for the list.`);
    await program.parseAsync(commandLine(program, args), { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander throws after it printed the help or the version.
    if (isCommanderError(error) && error.exitCode === 0) return exitCodes.done;
    return reportError(error, terminal, name, helpCommand(program, args[0]));
  }
}

/** Commander prints the general help if `help` names no command. Parsed as a command, the name is an error with a suggestion. */
function commandLine(program: Command, args: readonly string[]): readonly string[] {
  const [first, topic] = args;
  if (first !== "help" || topic === undefined) return args;
  return program.commands.some((command) => command.name() === topic) ? args : [topic];
}

/** Prints an error in one line and returns its exit code. @throws the error if it is a bug. */
export function reportError(error: unknown, terminal: Terminal, program = "qmp", help = ""): ExitCode {
  const exitCode = exitCodeOf(error);
  if (exitCode === undefined || !(error instanceof Error)) throw error;
  const message = error.message.replace(/^error: /, "").trim();
  // The messages of ToolErrors name the fix themselves.
  const hint = exitCode === exitCodes.usage && !(error instanceof ToolError) ? help : "";
  terminal.error(`${program}: ${singleLine(message.replace(/\s*\n\s*/g, " "))}${hint}\n`);
  return exitCode;
}

function helpCommand(program: Command, name: string | undefined): string {
  const command = program.commands.find((each) => each.name() === name);
  return ` Run \`${program.name()} ${command === undefined ? "" : `${command.name()} `}--help\`.`;
}
