import { connect as connectSocket } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { bareMachine, connectTo, start, startMachine } from "../../qemu/support/machine.js";
import { freePort } from "../../qemu/support/ports.js";
import { qmp, runQmp } from "../support/run-qmp.js";

interface Report {
  readonly name: string;
  readonly pid: number;
  readonly program: string;
  readonly version?: string;
  readonly status?: string;
  readonly uptime: number;
  readonly monitors: readonly { readonly target?: string; readonly state: string }[];
}

/** What `qmp ps --json` prints about a process. Others run on this host, too. */
async function reportOf(pid: number | undefined, ...options: readonly string[]): Promise<Report | undefined> {
  const reports = JSON.parse(await qmp(["ps", "--json", ...options])) as Report[];
  return reports.find((report) => report.pid === pid);
}

describeWithEach("emulator", "qmp ps with real QEMU", (binary, version) => {
  test("lists a machine with its name, version, status and monitors", async () => {
    const port = await freePort();
    const name = `web-${port}`;
    const more = ["-qmp", `tcp:127.0.0.1:${port},server=on,wait=off`, "-name", name, "-S"];
    await using machine = await startMachine(binary, ...more);
    await (await connectTo(machine)).close();
    expect(await reportOf(machine.child.pid, "--timeout", "3")).toMatchObject({
      name,
      program: "qemu-system-x86_64",
      status: "prelaunch",
      version: expect.stringMatching(new RegExp(`^${version.replace(".", "\\.")}\\.\\d+$`)) as string,
      uptime: expect.any(Number) as number,
      monitors: [
        { target: `unix:${machine.path}`, state: "free" },
        { target: `tcp:127.0.0.1:${port}`, state: "free" },
      ],
    });
    const table = (await qmp(["ps", "--timeout", "3"])).split("\n");
    expect(table[0]).toMatch(/^NAME +PID +VERSION +STATUS +UPTIME +STATE +MONITOR$/);
    const row = table.findIndex((line) => line.startsWith(`${name} `));
    expect(table[row]).toMatch(
      new RegExp(
        `^${name} +${String(machine.child.pid)} +${version}\\.\\d+ +prelaunch +\\d+m?s +free +unix:${machine.path}$`,
      ),
    );
    expect(table[row + 1]?.trim()).toMatch(new RegExp(`^free +tcp:127\\.0\\.0\\.1:${port}$`));
    // The name is a target.
    expect(JSON.parse(await qmp(["exec", name, "query-name"]))).toEqual({ name });
    const misspelt = await runQmp(["exec", `${name}x`, "query-name"]);
    expect(misspelt).toMatchObject({ status: 4 });
    expect(misspelt.stderr).toContain(`there is no machine "${name}x" (did you mean "${name}"?)`);
  });

  test("a monitor with a client is taken, also if further clients wait for it", async () => {
    await using machine = await startMachine(binary);
    await (await connectTo(machine)).close();
    const client = connectSocket(machine.path);
    await once(client, "data");
    const waiting = Array.from({ length: 4 }, () => connectSocket(machine.path).on("error", () => undefined));
    const report = await reportOf(machine.child.pid, "--timeout", "0.5");
    expect(report?.monitors).toMatchObject([{ state: "taken" }]);
    expect(report?.version).toBeUndefined();
    const run = await runQmp(["exec", "--timeout", "0.5", machine.path, "query-status"]);
    expect(run.status).toBe(4);
    expect(run.stderr).toContain("`qmp ps` shows which monitors are taken");
    for (const socket of [client, ...waiting]) socket.destroy();
    expect((await reportOf(machine.child.pid, "--timeout", "3"))?.monitors).toMatchObject([
      { state: "free" },
    ]);
  });

  test("a free monitor of a machine with several is used", async () => {
    await using machine = await start(binary, (folder) => [
      ...bareMachine,
      "-name",
      `two-${String(process.pid)}-${version}`,
      ...["monitor.sock", "other.sock"].flatMap((name) => [
        "-qmp",
        `unix:${join(folder, name)},server=on,wait=off`,
      ]),
    ]);
    await using session = await connectTo(machine);
    const name = `two-${String(process.pid)}-${version}`;
    expect(JSON.parse(await qmp(["exec", "--timeout", "2", name, "query-name"]))).toEqual({ name });
    expect(session.state).toBe("connected");
  });

  test("a machine without a monitor for others has none", async () => {
    await using machine = await start(binary, () => [...bareMachine, "-qmp", "stdio"], [
      "pipe",
      "pipe",
      "inherit",
    ]);
    if (machine.child.stdout !== null) await once(machine.child.stdout, "data");
    const report = await reportOf(machine.child.pid);
    expect(report).toMatchObject({ name: `pid-${String(machine.child.pid)}`, monitors: [{ state: "none" }] });
    const run = await runQmp(["exec", report?.name ?? "", "query-status"]);
    expect(run.stderr).toContain(
      "has no monitor to connect to. Start it with -qmp unix:PATH,server=on,wait=off.",
    );
  });
});
