import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { connect, type Session } from "../../runtime/index.js";
import { createServer } from "../../runtime/server/index.js";
import type { Machine } from "../qemu/support/machine.js";
import { startMonitorSocket } from "../qemu/support/monitor-socket.js";
import { kindsOfAnswers, requestPieces, requestSeeds } from "../qemu/support/request-bytes.js";
import { fail, type Part } from "./part.js";

/** The emulator of each version, if its variable or the PATH has one. */
const emulators: readonly (readonly [version: string, binary: string | undefined, variable: string])[] = [
  ["7.2", "qemu-system-x86_64", "PATH"],
  ["10.0", process.env["QEMU_10_0"], "QEMU_10_0"],
  ["11.1", process.env["QEMU_11_1"], "QEMU_11_1"],
];

function obstacleTo(binary: string | undefined, variable: string): string | undefined {
  if (binary === undefined) return `${variable} is not set`;
  const found = spawnSync(binary, ["--version"], { encoding: "utf8" });
  return found.error === undefined ? undefined : `${binary} is not installed`;
}

/** A machine that several cases share. */
class SharedMachine {
  readonly #binary: string | undefined;
  #started: Promise<Machine> | undefined;

  constructor(binary: string | undefined) {
    this.#binary = binary;
  }

  async path(): Promise<string> {
    this.#started ??= startMonitorSocket(this.#binary ?? "");
    return (await this.#started).path;
  }

  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    await (await started)?.[Symbol.asyncDispose]();
  }
}

interface OwnServer {
  readonly path: string;
  close(): Promise<void>;
}

async function listen(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-campaign-"));
  const path = join(folder, "qmp");
  const server = createServer(qmp, { "query-name": () => ({}) }, { validators, onProblem: () => undefined });
  await server.listen({ path });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { path, close };
}

/** Random requests are answered as real QEMU answers them. */
export const bytesParts: readonly Part[] = emulators.map(([version, binary, variable]) => {
  const machine = new SharedMachine(binary);
  let ours: Promise<OwnServer> | undefined;
  return {
    name: `server against QEMU ${version}`,
    unit: "requests",
    obstacle: async () => obstacleTo(binary, variable),
    run: async (_index, random) => {
      const text = random.mutate(random.pick(requestSeeds), requestPieces);
      const expected = await kindsOfAnswers(await machine.path(), text);
      // QEMU answered with text that is not JSON.
      if (expected === undefined) return;
      const found = await kindsOfAnswers((await (ours ??= listen())).path, text);
      if (!isDeepStrictEqual(found, expected))
        fail(`${JSON.stringify(text)}: QEMU ${JSON.stringify(expected)}, server ${JSON.stringify(found)}`);
    },
    end: async () => {
      await machine.stop();
      await (await ours)?.close();
      ours = undefined;
    },
  };
});

const perCase = 10_000;
/** The heap after the first cases may grow by this many bytes. */
const growth = 2 * 1024 * 1024;
const warmUp = 3;

/** Commands on one session with real QEMU, 64 in flight. The heap stays as it was. */
export const commandsParts: readonly Part[] = emulators.map(([version, binary, variable]) => {
  const machine = new SharedMachine(binary);
  let session: Promise<Session> | undefined;
  let ran = 0;
  let base = 0;
  return {
    name: `commands on QEMU ${version}`,
    unit: "times 10,000 commands",
    obstacle: async () => obstacleTo(binary, variable),
    run: async () => {
      const open = await (session ??= connect({ path: await machine.path(), timeout: 5_000 }));
      for (let sent = 0; sent < perCase; sent += 64)
        await Promise.all(
          Array.from({ length: Math.min(64, perCase - sent) }, () => open.call("query-name")),
        );
      globalThis.gc?.();
      const { heapUsed } = process.memoryUsage();
      if (++ran === warmUp) base = heapUsed;
      if (ran > warmUp && heapUsed > base + growth)
        fail(`the heap grew from ${base} to ${heapUsed} bytes in ${ran - warmUp} times ${perCase} commands`);
    },
    end: async () => {
      await (await session)?.close();
      session = undefined;
      ran = 0;
      await machine.stop();
    },
  };
});
