import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A QEMU that does nothing, with a monitor for each client, since it serves one at a time on each. It is bound to no
 * processor: it reads requests in one thread and executes them in another.
 */
export interface RealServer {
  /** The path of a client's own monitor. */
  path(client: string): string;
  stop(): Promise<void>;
}

const binary = "qemu-system-x86_64";

/** Starts QEMU. @returns undefined where there is none; a line says so. */
export async function startReal(folder: string, clients: readonly string[]): Promise<RealServer | undefined> {
  const path = (client: string): string => join(folder, `${client}.qmp`);
  const monitors = clients.flatMap((client) => ["-qmp", `unix:${path(client)},server=on,wait=off`]);
  const args = ["-M", "none", "-display", "none", "-nodefaults", ...monitors];
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "ignore"] });
  const ended = once(child, "exit");
  ended.catch(() => undefined);
  while (!clients.every((client) => existsSync(path(client)))) {
    await sleep(50);
    if (child.exitCode !== null || child.pid === undefined) {
      console.error(`not measured: real QEMU, because ${binary} does not start`);
      return undefined;
    }
  }
  return {
    path,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
