// Tests a function that controls a machine, without a machine: a server in the same program answers the commands.
// node --test dist/examples/test-double.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError, connect } from "qapi-ts";
import { cont, deviceDelAndWait, qmp, queryStatus, stop, type QmpSession } from "qapi-ts/qmp";
import { CommandFailure, createServer } from "qapi-ts/server";
import { ManualClock, memoryTransport } from "qapi-ts/testing";

/** The function under test: pauses a machine while `work` runs, if the machine runs. */
async function whilePaused(session: QmpSession, work: () => Promise<void>): Promise<void> {
  const { running } = await queryStatus(session);
  if (running) await stop(session);
  try {
    await work();
  } finally {
    if (running) await cont(session);
  }
}

const running = { "query-status": () => ({ running: true, status: "running" }) as const };

await test("pauses and continues a running machine", async () => {
  const server = createServer(qmp, { ...running, stop: () => {}, cont: () => {} }, { record: true });
  await using session = await connect({ transport: memoryTransport(server), protocol: qmp });
  await whilePaused(session, () => Promise.resolve());
  const commands = server.recording.commands.map(({ command }) => command);
  assert.deepEqual(commands, ["qmp_capabilities", "query-status", "stop", "cont"]);
});

await test("does not run the work if the machine cannot be paused", async () => {
  const refuse = (): never => {
    throw new CommandFailure("not now", "GenericError");
  };
  const server = createServer(qmp, { ...running, stop: refuse });
  await using session = await connect({ transport: memoryTransport(server), protocol: qmp });
  const work = whilePaused(session, () => assert.fail("the work ran"));
  await assert.rejects(work, CommandError);
});

await test("gives up after ten seconds if the guest keeps the device", async () => {
  const server = createServer(qmp, { device_del: () => {} });
  const clock = new ManualClock();
  await using session = await connect({ transport: memoryTransport(server), protocol: qmp, clock });
  const removal = deviceDelAndWait(session, { id: "disk0" }, { timeout: 10_000, clock });
  const rejected = assert.rejects(removal, { code: "completion-timeout" });
  // Lets the command and its reply pass before time does.
  await new Promise(setImmediate);
  clock.advance(10_000);
  await rejected;
});
