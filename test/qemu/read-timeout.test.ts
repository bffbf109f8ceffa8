import { expect, test } from "vitest";
import { effects } from "../../generated/qmp/effects.js";
import { qmp, queryNamedBlockNodes, queryStatus, stop, type QmpSession } from "../../generated/qmp/index.js";
import { CallTimeoutError, connectPersistent } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine, type Machine } from "./support/machine.js";

/** Long enough for a busy host, in milliseconds. */
const readTimeout = 2_000;

/** What a manager that lists machines shows of each: its state, or that it does not answer. */
async function list(sessions: readonly QmpSession[]): Promise<readonly string[]> {
  return await Promise.all(
    sessions.map(async (session) => {
      try {
        return (await queryStatus(session)).status;
      } catch (error) {
        return error instanceof CallTimeoutError ? "does not answer" : String(error);
      }
    }),
  );
}

function connectWithTimeout(machine: Machine): Promise<QmpSession> {
  const options = { path: machine.path, protocol: qmp, readTimeout, onProblem: () => undefined };
  return connectTo(machine, options);
}

describeWithEach("emulator", "a stopped machine", (qemu) => {
  test("does not prevent a manager from listing the others, and is listed when it continues", async () => {
    const machines = await Promise.all(Array.from({ length: 6 }, () => startMachine(qemu)));
    try {
      const sessions = await Promise.all(machines.map(connectWithTimeout));
      const before = await list(sessions);
      expect(before).not.toContain("does not answer");
      machines[2]?.signal("SIGSTOP");
      expect(await list(sessions)).toEqual(before.with(2, "does not answer"));
      machines[2]?.signal("SIGCONT");
      // The late reply belongs to the call that was given up.
      expect(await list(sessions)).toEqual(before);
      await Promise.all(sessions.map((session) => session.close()));
    } finally {
      await Promise.all(machines.map((machine) => machine[Symbol.asyncDispose]()));
    }
  });

  test("limits the reads of a persistent session, and no command that changes something", async () => {
    await using machine = await startMachine(qemu);
    await (await connectWithTimeout(machine)).close();
    await using session = await connectPersistent({
      path: machine.path,
      protocol: qmp,
      readTimeout: 100,
      onProblem: () => undefined,
    });
    machine.signal("SIGSTOP");
    const changing = stop(session).then(() => "answered");
    try {
      expect(await rejection(queryNamedBlockNodes(session))).toMatchObject({
        code: "call-timeout",
        serverMayHaveActed: false,
      });
      expect(await Promise.race([changing, Promise.resolve("waits")])).toBe("waits");
    } finally {
      machine.signal("SIGCONT");
    }
    expect(await changing).toBe("answered");
  });

  test("has an effect in the table for each of its commands that the bindings have", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectWithTimeout(machine);
    const commands = (await session.call("query-commands")).map(({ name }) => name);
    const unknown = commands.filter((name) => !Object.hasOwn(effects, name));
    // Removed after 7.2 and 10.0; the bindings of those versions have them.
    const removed = ["query-migrationthreads", "x-query-opcount", "x-query-profile", "x-query-rdma"];
    expect(unknown.filter((name) => !removed.includes(name))).toEqual([]);
  });
});
