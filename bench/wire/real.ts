import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * An idle QEMU with one monitor for each client, because a monitor serves one client at a time. It is not pinned to a
 * processor, because it reads requests in one thread and executes them in another.
 */
export interface RealServer {
  /** Returns the path of the client's monitor. */
  path(client: string): string;
  stop(): Promise<void>;
}

const binary = "qemu-system-x86_64";

/** Starts QEMU. @returns undefined, and prints a line, if it does not start. */
export async function startReal(folder: string, clients: readonly string[]): Promise<RealServer | undefined> {
  const path = (client: string): string => join(folder, `${client}.qmp`);
  const monitors = clients.flatMap((client) => ["-qmp", `unix:${path(client)},server=on,wait=off`]);
  const args = ["-M", "none", "-display", "none", "-nodefaults", ...monitors];
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "ignore"] });
  const exited = once(child, "exit");
  exited.catch(() => undefined);
  while (!clients.every((client) => existsSync(path(client)))) {
    await sleep(50);
    if (child.exitCode !== null || child.pid === undefined) {
      console.error(`not measured: ${binary} does not start`);
      return undefined;
    }
  }
  return {
    path,
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}
