import { readFileSync } from "node:fs";
import type { ExitCode } from "../failure.js";
import { createProgram } from "./program.js";
import { runProgram } from "./run-program.js";
import type { Terminal } from "./terminal.js";

export { reportError } from "./run-program.js";

/**
 * Runs a command line and returns its exit code.
 * @param args - the arguments after the program's name.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  return await runProgram(
    (exit) => createProgram({ version: packageVersion(), terminal, exit }),
    args,
    terminal,
  );
}

function packageVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
