import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { bareMachine, connectTo, start, startMachine, type Machine } from "../../qemu/support/machine.js";
import { qmp, RunningQmp, runQmp } from "../support/run-qmp.js";
import { untilTaken } from "../support/until-taken.js";

interface Line {
  readonly time: string;
  readonly machine: string;
  readonly event: string;
  readonly data?: unknown;
}

function linesOf(text: string): Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** Two monitors: one for `qmp events`, the other for the test. */
function startWithTwoMonitors(binary: string): Promise<Machine> {
  return start(binary, (folder) => [
    ...bareMachine,
    ...["monitor.sock", "events.sock"].flatMap((name) => [
      "-qmp",
      `unix:${join(folder, name)},server=on,wait=off`,
    ]),
  ]);
}

describeWithEach("emulator", "qmp events with real QEMU", (binary) => {
  test("prints the events of several machines", async () => {
    await using one = await startWithTwoMonitors(binary);
    await using other = await startWithTwoMonitors(binary);
    const [first, second] = [await connectTo(one), await connectTo(other)];
    const targets = [one, other].map(({ folder }) => join(folder, "events.sock"));
    const machineOf = (line: Line): string => line.machine;
    await using json = new RunningQmp(["events", ...targets, "--json"]);
    // The first event that is printed proves that both machines are followed.
    while (new Set(linesOf(json.stdout).map(machineOf)).size < 2) {
      for (const session of [first, second]) {
        await session.call("stop");
        await session.call("cont");
      }
    }
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
    for (const machine of targets) {
      const lines = linesOf(json.stdout).filter((line) => line.machine === machine);
      expect(lines[0]).toMatchObject({ time, event: expect.stringMatching(/^(STOP|RESUME)$/) as string });
    }
    for (const session of [first, second]) await session.close();
  });

  test("selects by name, and refuses a name that no machine has", async () => {
    await using machine = await startWithTwoMonitors(binary);
    await using session = await connectTo(machine);
    const target = join(machine.folder, "events.sock");
    await using run = new RunningQmp(["events", target, "--name", "RES*", "--count", "1"]);
    while (run.stdout === "") {
      await session.call("stop");
      await session.call("cont");
    }
    expect(await run.end()).toBe(0);
    expect(run.stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}\S+events\.sock {2}RESUME\n$/);
    const refused = await runQmp(["events", target, "--name", "RESUM", "--timeout", "5"]);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /^qmp: --name RESUM: there is no such event \(did you mean "RESUME"\?\)\. Valid: /,
    );
  });

  test("connects again to a machine that was restarted", async () => {
    await using machine = await startMachine(binary);
    await (await connectTo(machine)).close();
    await using run = new RunningQmp([
      "events",
      machine.path,
      "--json",
      "--name",
      "SHUTDOWN",
      "--name",
      "RESUME",
    ]);
    await untilTaken(machine.path);
    machine.child.kill("SIGTERM");
    await machine.exited();
    await run.until(({ stdout, stderr }) => stdout.includes("SHUTDOWN") && stderr.includes("trying again"));
    const args = ["-qmp", `unix:${machine.path},server=on,wait=off`, "-S"];
    const again = spawn(
      binary,
      [...bareMachine, ...args, "-qmp", `unix:${machine.path}2,server=on,wait=off`],
      { stdio: "ignore" },
    );
    try {
      await run.until(({ stderr }) => stderr.includes("connected again; events in between were missed"));
      await qmp(["exec", `${machine.path}2`, "cont"]);
      await run.until(({ stdout }) => stdout.includes("RESUME"));
    } finally {
      again.kill("SIGKILL");
    }
    expect(linesOf(run.stdout).map(({ event }) => event)).toEqual(["SHUTDOWN", "RESUME"]);
  });

  test("stops after a time", async () => {
    await using machine = await startMachine(binary);
    await (await connectTo(machine)).close();
    expect(await runQmp(["events", machine.path, "--for", "0.2"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("one machine that cannot be reached ends the command", async () => {
    await using machine = await startMachine(binary);
    await (await connectTo(machine)).close();
    const run = await runQmp(["events", machine.path, "/no/such.sock"]);
    expect(run).toMatchObject({ status: 4, stdout: "" });
    expect(run.stderr).toMatch(/^qmp: cannot connect to unix:\/no\/such\.sock: [^\n]+\n$/);
  });
});
