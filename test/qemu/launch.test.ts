import { existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Session } from "../../runtime/index.js";
import { acceptSessions, launch, storageDaemonMonitor } from "../../runtime/node/index.js";
import { isAlive } from "../runtime/support/stub-process.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "./support/binaries.js";
import { bareMachine, start } from "./support/machine.js";

describeWithEach("emulator", "a launched QEMU", (qemu) => {
  test("has its monitor on an inherited socket and is stopped when disposed", async () => {
    let pid: number | undefined;
    {
      await using machine = await launch({ binary: qemu, args: bareMachine });
      pid = machine.process.pid;
      expect(await machine.session.call("query-status")).toMatchObject({ running: true });
      expect(machine.session.capabilities).toEqual(["oob"]);
    }
    expect(isAlive(pid ?? 0)).toBe(false);
  });

  test("receives file descriptors", async () => {
    await using machine = await launch({ binary: qemu, args: bareMachine });
    await machine.session.call("getfd", { fdname: "null" }, { fds: [openSync("/dev/null", "r")] });
    await machine.session.call("closefd", { fdname: "null" });
  });

  test("reports its standard error if it does not start", async () => {
    const args = ["-M", "no-such-machine"];
    expect(await rejection(launch({ binary: qemu, args }))).toMatchObject({
      code: "launch-failed",
      message: expect.stringMatching(/exited with status 1; stderr: .*unsupported machine type/) as string,
    });
  });

  test("ends its process and its session on quit", async () => {
    await using machine = await launch({ binary: qemu, args: bareMachine });
    await machine.session.call("quit");
    expect(await machine.exited).toMatchObject({ code: 0, signal: null });
    expect((await machine.session.closed).error).toMatchObject({ code: "disconnected" });
  });
});

describeWithEach("storage daemon", "a launched storage daemon", (storageDaemon) => {
  test("has its monitor on an inherited socket", async () => {
    await using daemon = await launch({ binary: storageDaemon, monitor: storageDaemonMonitor });
    expect(await daemon.session.call("query-block-jobs")).toEqual([]);
    expect(await daemon.stop()).toMatchObject({ code: 0 });
  });
});

describeWithEach("emulator", "a QEMU that connects to this program", (qemu, version) => {
  test("gets a new session for each connection", async () => {
    const path = join(temporaryFolder(), "server.sock");
    const sessions: Session[] = [];
    let onSession: () => void = () => undefined;
    const next = (): Promise<void> => new Promise((resolve) => (onSession = resolve));
    const first = next();
    const listening = await acceptSessions({ path }, (session) => {
      sessions.push(session);
      onSession();
    });
    expect(existsSync(path)).toBe(true);
    const reconnect = version === "7.2" ? "reconnect=1" : "reconnect-ms=1000";
    await using machine = await start(qemu, () => [...bareMachine, "-qmp", `unix:${path},${reconnect}`]);
    await first;
    expect(await sessions[0]?.call("query-name")).toEqual({});
    const second = next();
    await sessions[0]?.close();
    await second;
    await sessions[1]?.call("getfd", { fdname: "null" }, { fds: [openSync("/dev/null", "r")] });
    machine.signal("SIGKILL");
    expect((await sessions[1]?.closed)?.error).toMatchObject({ code: "disconnected" });
    await listening.close();
  });
});
