import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { measure, root } from "../support/process.js";

/** The processors of the server and of the clients, of which one runs at a time. */
export const processors = { server: "0", clients: "1" } as const;

const canPin = spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

/** Returns the program and arguments that run a command on one processor, or on any if taskset is not available. */
export function pinned(processor: string, command: readonly string[]): [string, string[]] {
  const [program = "", ...args] = canPin ? ["taskset", "-c", processor, ...command] : command;
  return [program, args];
}

/** Compiles and starts a replay server on a processor. */
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
