import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root: string = fileURLToPath(new URL("../../../", import.meta.url));

export interface Run {
  readonly milliseconds: number;
  readonly output: string;
}

/** Runs a program to its end and measures it; one that fails ends the bench. */
export function measure(program: string, args: readonly string[], cwd: string = root): Run {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  const milliseconds = performance.now() - start;
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${String(status)}:\n${stdout}${stderr}`);
  return { milliseconds, output: stdout };
}

/** How many rounds are run: `--rounds N`. */
export function rounds(standard: number): number {
  const at = process.argv.indexOf("--rounds");
  return at === -1 ? standard : Number(process.argv[at + 1]);
}
