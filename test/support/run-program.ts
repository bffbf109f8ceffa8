import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, toJavaScript } from "./compile.js";

let programCount = 0;

/**
 * Runs a TypeScript program in a child process. It imports the built packages by name, as a user's program does.
 * @returns its output, or a rejected promise if it fails or runs for more than a minute.
 */
export async function runProgram(
  program: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const folder = join(root, "dist", "programs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${String(process.pid)}-${String(programCount++)}.mjs`);
  writeFileSync(file, toJavaScript(program));
  try {
    return await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
  } finally {
    rmSync(file);
  }
}
