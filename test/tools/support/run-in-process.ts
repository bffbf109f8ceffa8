import { Readable } from "node:stream";
import { run } from "../../../tools/cli/run.js";
import type { Run, RunOptions } from "./run-qmp.js";

/** Runs a command line in this process, which is faster than a child process. Its output is not a terminal. */
export async function runInProcess(args: readonly string[], { input = "" }: RunOptions = {}): Promise<Run> {
  let [stdout, stderr] = ["", ""];
  const out = (text: string): void => {
    stdout += text;
  };
  const error = (text: string): void => {
    stderr += text;
  };
  const terminal = {
    out,
    error,
    rawOut: out,
    input: Readable.from([input]),
    screen: undefined,
    progressScreen: undefined,
  };
  return { status: await run(args, terminal), stdout, stderr };
}
