import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { measure, root } from "../support/process.js";

/** The server has one processor, the clients, of which one works at a time, another. */
export const processors = { server: "0", clients: "1" } as const;

const pins = spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

/** A command line, bound to a processor where that can be done. */
export function pinned(processor: string, line: readonly string[]): [string, string[]] {
  const [program = "", ...args] = pins ? ["taskset", "-c", processor, ...line] : line;
  return [program, args];
}

/** Compiles and starts a replay server on a processor. @returns what ends it. */
export async function startReplay(
  folder: string,
  processor: string,
): Promise<{ readonly path: string; stop(): void }> {
  const program = join(folder, `replay-${processor}`);
  const path = `${program}.sock`;
  measure("cc", ["-O2", "-o", program, join(root, "bench/wire/replay.c")]);
  const child = spawn(...pinned(processor, [program, path]), { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return {
    path,
    stop: () => {
      child.stdin.end();
    },
  };
}
