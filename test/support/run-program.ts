import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, toJavaScript } from "./compile.js";

let programs = 0;

/**
 * Runs a TypeScript program in a process of its own, as a user would: it imports the built packages by name.
 * Gives what it prints; rejects when it fails.
 */
export async function runProgram(
  program: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const folder = join(root, "dist", "programs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${String(process.pid)}-${String(programs++)}.mjs`);
  writeFileSync(file, toJavaScript(program));
  try {
    return await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
  } finally {
    rmSync(file);
  }
}
