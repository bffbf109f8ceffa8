import type { Command } from "@commander-js/extra-typings";
import { CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { UserError } from "../diagnostics/diagnostic.js";
import { createProgram } from "./program.js";
import {
  type ExitCode,
  exitCodes,
  isExpectedError,
  safeTerminal,
  type Terminal,
  UsageError,
} from "./terminal.js";

/**
 * Runs a command line and returns its exit code.
 * @param args The arguments after the program's name.
 */
export async function run(args: readonly string[], unsafe: Terminal): Promise<ExitCode> {
  const terminal = safeTerminal(unsafe);
  let exitCode: ExitCode = exitCodes.done;
  const exit = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = createProgram({ version: packageVersion(), terminal, exit });
  const command = program.commands.find((each) => each.name() === args[0]);
  try {
    if (args.length === 0) throw new UsageError("Missing command.");
    await program.parseAsync(commandLine(program, args), { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander throws after it printed the help or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    if (error instanceof CommanderError && error.code === "commander.help") return exitCodes.usage;
    if (isOverflow(error)) {
      terminal.error(`qapi-ts: ${args.join(" ")}: the input is nested too deeply\n`);
      return exitCodes.found;
    }
    if (!isUsageError(error) && !isExpectedError(error)) throw error;
    terminal.error(`qapi-ts: ${error.message.replace(/^error: /, "")}\n`);
    if (!isUsageError(error)) return error instanceof UserError ? exitCodes.found : exitCodes.usage;
    terminal.error(
      command === undefined
        ? "Run `qapi-ts --help` for the list of commands.\n"
        : `Run \`qapi-ts ${command.name()} --help\` for its options.\n`,
    );
    return exitCodes.usage;
  }
}

/** Commander prints the general help if `help` names no command. Parsed as a command, the name is an error with a suggestion. */
function commandLine(program: Command, args: readonly string[]): readonly string[] {
  const [first, topic] = args;
  if (first !== "help" || topic === undefined) return args;
  return program.commands.some((command) => command.name() === topic) ? args : [topic];
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

/** Limits on depth prevent this. It is caught so that an input for which one is missing is still reported. */
function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

function isUsageError(error: unknown): error is UsageError | CommanderError {
  return error instanceof UsageError || error instanceof CommanderError;
}
