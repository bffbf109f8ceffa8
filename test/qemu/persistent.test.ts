import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect, connectPersistent, connectOnDemand } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, connectTo, start, startMachine } from "./support/machine.js";

/** Makes a few calls with pauses over an on-demand session. */
async function callWithPauses(path: string, rounds: number): Promise<unknown[]> {
  await using session = connectOnDemand({ path, idle: 5, timeout: 60_000 });
  const names: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    names.push(await session.call("query-name"));
    await sleep(10);
  }
  return names;
}

describeWithEach("emulator", "a real monitor, which serves one client at a time,", (qemu) => {
  test("is shared by on-demand sessions", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    const tools = Array.from({ length: 3 }, () => callWithPauses(machine.path, 5));
    for (const names of await Promise.all(tools))
      expect(names).toEqual(Array.from({ length: 5 }, () => ({})));
  });

  test("is released when an on-demand session has no listeners", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    await using session = connectOnDemand({ path: machine.path, idle: 5 });
    const stopped = session.once("STOP");
    await session.call("query-name");
    await sleep(50);
    expect(await rejection(connect({ path: machine.path, timeout: 200 }))).toMatchObject({
      code: "connect-occupied",
    });
    await session.call("stop");
    await stopped;
    await using other = await connect({ path: machine.path });
    expect(await other.call("query-status")).toMatchObject({ running: false });
  });
});

describeWithEach("emulator", "a real QEMU that is killed and restarted", (qemu) => {
  test("is reconnected: sent calls fail, queued calls are sent, listeners receive a gap", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    const { path } = machine;
    await using session = await connectPersistent({ path, reconnect: { initialDelay: 20, attempts: 200 } });
    const heard: string[] = [];
    await session.connectSignal("STOP", () => heard.push("STOP"), { onGap: () => heard.push("gap") });
    machine.signal("SIGSTOP");
    const calls = Array.from({ length: 12 }, () => session.call("query-name"));
    const unknown = calls.slice(0, 8).map(rejection);
    machine.signal("SIGKILL");
    for (const error of await Promise.all(unknown)) expect(error).toMatchObject({ code: "outcome-unknown" });
    await rm(path);
    await using next = await start(qemu, () => [
      ...bareMachine,
      "-name",
      "next",
      "-qmp",
      `unix:${path},server=on,wait=off`,
    ]);
    expect(next.hasExited).toBe(false);
    expect(await Promise.all(calls.slice(8))).toEqual(Array.from({ length: 4 }, () => ({ name: "next" })));
    await session.call("stop");
    expect(heard).toEqual(["gap", "STOP"]);
  });
});
