import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { run } from "../../../generator/cli/run.js";

export interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** The compiled command line. Generating starts threads, which need compiled code. */
export const main: string = join(import.meta.dirname, "../../../generator/dist/cli/main.js");

/** Runs the command line in this process. */
export async function runHere(args: readonly string[], colors = false): Promise<Outcome> {
  let [out, error] = ["", ""];
  const status = await run(args, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    colors,
  });
  return { status, out, error };
}

/** Runs the compiled command line in a process. */
export function runCompiled(cwd: string, args: readonly string[], input = ""): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd,
    input,
    encoding: "utf8",
  });
  return { status, out: stdout, error: stderr };
}
