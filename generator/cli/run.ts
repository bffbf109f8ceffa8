import { UserError } from "../diagnostics/user-error.js";
import { printable } from "../diagnostics/visible.js";
import type { CommandEntry } from "./command.js";
import { exitCodes, UsageError, type Terminal } from "./terminal.js";

/** Runs the command line: finds the command, hands it the rest, and turns mistakes into words. */
export async function run(
  argv: readonly string[],
  commands: ReadonlyMap<string, CommandEntry>,
  terminal: Terminal,
): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === undefined) throw new UsageError("Which command?");
    if (name === "--help" || name === "-h") return answer(terminal, overview(commands));
    if (name === "--version") return answer(terminal, await version());
    const entry = commands.get(name);
    if (entry === undefined) throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
    const command = await entry.load();
    if (args.includes("--help") || args.includes("-h")) return answer(terminal, command.help);
    return await command.run(args, terminal);
  } catch (error) {
    if (!isForUsers(error)) throw error;
    terminal.error(`qapi-ts: ${printable(error.message)}\n`);
    if (error instanceof UsageError) terminal.error("Try qapi-ts --help.\n");
    return error instanceof UserError && !(error instanceof UsageError) ? exitCodes.found : exitCodes.usage;
  }
}

function answer(terminal: Terminal, text: string): number {
  terminal.out(text);
  return exitCodes.done;
}

function overview(commands: ReadonlyMap<string, CommandEntry>): string {
  const list = [...commands].map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}\n`);
  return `Usage: qapi-ts COMMAND [ARGUMENT]...\n\n${list.join("")}\nqapi-ts COMMAND --help tells more of a command.\n`;
}

async function version(): Promise<string> {
  const { readFileSync } = await import("node:fs");
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return `${version}\n`;
}

/** Mistakes in the call, and what the system says of files: no fault of ours, and no use for a stack. */
function isForUsers(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof Error && "syscall" in error);
}
