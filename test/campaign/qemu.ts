import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { connect, type Session } from "../../runtime/index.js";
import { createServer } from "../../runtime/server/index.js";
import { answersTo, startMonitorSocket, type MonitorSocket } from "../qemu/support/monitor-socket.js";
import { fail, type Part } from "./part.js";

const binary = "qemu-system-x86_64";

async function obstacle(): Promise<string | undefined> {
  const found = spawnSync(binary, ["--version"], { encoding: "utf8" });
  return found.error === undefined ? undefined : `${binary} is not installed`;
}

let machine: Promise<MonitorSocket> | undefined;

async function stop(): Promise<void> {
  const started = machine;
  machine = undefined;
  await (await started)?.[Symbol.asyncDispose]();
}

const folder = join(tmpdir(), "qapi-ts-campaign-");
let ours: Promise<{ readonly path: string; close(): Promise<void> }> | undefined;

async function listen(): Promise<{ readonly path: string; close(): Promise<void> }> {
  const made = mkdtempSync(folder);
  const path = join(made, "qmp");
  const server = createServer(qmp, { "query-name": () => ({}) }, { validators, onProblem: () => undefined });
  await server.listen({ path });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(made, { recursive: true, force: true });
  };
  return { path, close };
}

const seeds = [
  '{"execute":"query-name","id":"a"}',
  '{"execute": "query-name", "id": {"a": [1, -2.5e3, null, true], "b": "\\u00e9\\n"}}\r\n',
  '{"execute":"nope","arguments":{"x":"\\ud83d\\ude00"}}',
  "{'execute':'query-name','id':'\u00c3\u00a9\u00f0\u009f\u0098\u0080'}",
  '{"execute":"query-name","arguments":{"x":1}}',
  '[1,{"a":0.5}]',
  '{"arguments":{},"id":18446744073709551615}',
];
const pieces = [
  ...Array.from("{}[],:\"'\\ \n\t\r0-.%aA"),
  ...[
    "01",
    "1.",
    "1e5",
    "true",
    "nul",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\u00c3\u00a9",
    "\u00c0\u0080",
    "\u00ef\u00bf\u00bd",
  ],
];
const following =
  '{"execute":"query-name","id":"following"}\u00ff{"execute":"query-name","id":"after reset"}';
const isLast = (line: string): boolean => /"id": ?"after reset"\}$/.test(line);

/** The kinds and ids of the answers; undefined if QEMU answers with `inf`, which is not JSON. */
async function kinds(path: string, text: string): Promise<unknown> {
  const lines = await answersTo(path, Buffer.from(text + following, "latin1"), isLast);
  if (lines.some((line) => /"id": .*\binf\b/.test(line))) return undefined;
  return lines.map((line) => {
    const message = JSON.parse(line) as { id?: unknown; error?: { class: string } };
    return [message.error?.class ?? "return", message.id];
  });
}

/** Random requests are answered as real QEMU answers them. */
export const bytesPart: Part = {
  name: "server against QEMU",
  unit: "requests",
  obstacle,
  run: async (_index, random) => {
    const text = random.mutate(random.pick(seeds), pieces);
    const real = await (machine ??= startMonitorSocket(binary));
    const expected = await kinds(real.path, text);
    if (expected === undefined) return;
    const found = await kinds((await (ours ??= listen())).path, text);
    if (!isDeepStrictEqual(found, expected))
      fail(`${JSON.stringify(text)}: QEMU ${JSON.stringify(expected)}, server ${JSON.stringify(found)}`);
  },
  end: async () => {
    await stop();
    await (await ours)?.close();
    ours = undefined;
  },
};

const perCase = 10_000;
/** The heap after the first cases may grow by this many bytes. */
const growth = 2 * 1024 * 1024;
const warmUp = 3;
let session: Promise<Session> | undefined;
let ran = 0;
let base = 0;

/** Commands on one session with real QEMU, 64 in flight. The heap stays as it was. */
export const commandsPart: Part = {
  name: "commands on QEMU",
  unit: "times 10,000 commands",
  obstacle,
  run: async () => {
    const { path } = await (machine ??= startMonitorSocket(binary));
    const open = await (session ??= connect({ path, timeout: 5_000 }));
    for (let sent = 0; sent < perCase; sent += 64)
      await Promise.all(Array.from({ length: Math.min(64, perCase - sent) }, () => open.call("query-name")));
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
    await stop();
  },
};
