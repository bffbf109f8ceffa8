import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root: string = fileURLToPath(new URL("../../../", import.meta.url));

export interface Run {
  readonly milliseconds: number;
  readonly output: string;
}

/** Runs a program and measures its time. @throws Error if the program fails. */
export function measure(program: string, args: readonly string[], cwd: string = root): Run {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  const milliseconds = performance.now() - start;
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")} exited with ${String(status)}:\n${stdout}${stderr}`);
  return { milliseconds, output: stdout };
}

/** Returns the number of rounds: the option `--rounds N`, or the default. */
export function rounds(defaultRounds: number): number {
  const at = process.argv.indexOf("--rounds");
  return at === -1 ? defaultRounds : Number(process.argv[at + 1]);
}
