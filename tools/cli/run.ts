import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { singleLine } from "qapi-ts-generator/text";
import { exitCodeOf, exitCodes, ToolError, UsageError, type ExitCode } from "../failure.js";
import { createProgram } from "./program.js";
import type { Terminal } from "./terminal.js";

/**
 * Runs a command line and returns its exit code.
 * @param args The arguments after the program's name.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const exit = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = createProgram({ version: packageVersion(), terminal, exit });
  try {
    if (args.length === 0) throw new UsageError("Missing command. Run `qmp --help` for the list.");
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander throws after it printed the help or the version.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    if (error instanceof CommanderError && error.code === "commander.help") return exitCodes.usage;
    return reportError(error, terminal, helpCommand(program.commands, args[0]));
  }
}

/** Prints an error in one line and returns its exit code. @throws the error if it is a bug. */
export function reportError(error: unknown, terminal: Terminal, help = ""): ExitCode {
  const exitCode = exitCodeOf(error);
  if (exitCode === undefined || !(error instanceof Error)) throw error;
  const message = error.message.replace(/^error: /, "").trim();
  // The messages of ToolErrors name the fix themselves.
  const hint = exitCode === exitCodes.usage && !(error instanceof ToolError) ? help : "";
  terminal.error(`qmp: ${singleLine(message.replace(/\s*\n\s*/g, " "))}${hint}\n`);
  return exitCode;
}

function helpCommand(commands: readonly { name(): string }[], name: string | undefined): string {
  const command = commands.find((each) => each.name() === name);
  return ` Run \`qmp ${command === undefined ? "" : `${command.name()} `}--help\`.`;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
