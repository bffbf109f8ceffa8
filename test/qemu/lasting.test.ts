import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect, connectPersistent, connectOnDemand } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, connectTo, start, startMachine } from "./support/machine.js";

/** A tool's whole life with the machine: a few calls, made at its own pace. */
async function useNowAndThen(path: string, rounds: number): Promise<unknown[]> {
  await using session = connectOnDemand({ path, idle: 5, timeout: 60_000 });
  const names: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    names.push(await session.call("query-name"));
    await sleep(10);
  }
  return names;
}

describeWithEach("emulator", "a real monitor, which serves one client at a time", (qemu) => {
  test("is shared by tools that let go of it", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    const tools = Array.from({ length: 3 }, () => useNowAndThen(machine.path, 5));
    for (const names of await Promise.all(tools))
      expect(names).toEqual(Array.from({ length: 5 }, () => ({})));
  });

  test("is let go of only when nobody listens any more", async () => {
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

describeWithEach("emulator", "a real QEMU that is killed and started again", (qemu) => {
  test("is connected to again; what had left is unknown, what had not is sent, who listens is told", async () => {
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
      ...[...bareMachine, "-name", "next"],
      ...["-qmp", `unix:${path},server=on,wait=off`],
    ]);
    expect(next.hasExited).toBe(false);
    expect(await Promise.all(calls.slice(8))).toEqual(Array.from({ length: 4 }, () => ({ name: "next" })));
    await session.call("stop");
    expect(heard).toEqual(["gap", "STOP"]);
  });
});
