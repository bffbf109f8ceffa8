import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { findMachines } from "../../../fleet/owner/find-machines.js";
import { findSockets } from "../../../fleet/owner/find-sockets.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";

async function listenIn(folder: string, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    const server = createServer().listen(join(folder, path));
    onTestFinished(() => void server.close());
    await once(server, "listening");
  }
}

test.each([
  ["*.qmp", ["a.qmp", "b.qmp"]],
  ["a.qmp", ["a.qmp"]],
  ["*/monitor.sock", ["x/monitor.sock"]],
  ["**/*.sock", ["x/monitor.sock", "x/y/z.sock"]],
  ["{a,b}.qmp", ["a.qmp", "b.qmp"]],
  ["none/*", []],
])("%s matches sockets only", async (pattern, expected) => {
  const folder = temporaryFolder();
  await listenIn(folder, "a.qmp", "b.qmp", "x/monitor.sock", "x/y/z.sock");
  writeFileSync(join(folder, "file.qmp"), "");
  const found = await findSockets(join(folder, pattern));
  expect(found.sort()).toEqual(expected.map((path) => join(folder, path)));
});

test("machines have the names of their sockets, with the path if two have the same", async () => {
  const folder = temporaryFolder();
  await listenIn(folder, "a.qmp", "x/a.qmp", "x/b.1.qmp");
  const connect = (): Promise<never> => Promise.reject(new Error("not connected"));
  const machines = await findMachines([join(folder, "*.qmp"), join(folder, "**/*.qmp")], connect);
  expect(machines.map(({ name }) => name)).toEqual([
    `a~${join(folder, "a.qmp")}`,
    `a~${join(folder, "x/a.qmp")}`,
    "b.1",
  ]);
});
