import { mkdtempSync, rmSync, statSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { bareMachine, connectTo, start } from "../../qemu/support/machine.js";
import { qmp, RunningQmp, runQmp } from "../support/run-qmp.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qmp-replay-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describeWithEach("emulator", "qmp record and qmp replay with real QEMU", (binary, version) => {
  test("a replayed machine answers and sends events as the recorded one did", async () => {
    const file = join(folder, `${version}.jsonl`);
    const socket = join(folder, `${version}.sock`);
    await using machine = await start(binary, (own) => [
      ...bareMachine,
      "-name",
      "recorded",
      "-S",
      ...["monitor.sock", "record.sock"].flatMap((name) => [
        "-qmp",
        `unix:${join(own, name)},server=on,wait=off`,
      ]),
    ]);
    await using session = await connectTo(machine);
    const status = JSON.stringify(await session.call("query-status"));
    {
      const commands = ["--command", "qom-list --path /machine", "--command", "qom-list --path /no"];
      commands.push("--command", "object-add --qom-type secret --id s --data hunter2hunter2");
      await using record = new RunningQmp([
        "record",
        join(machine.folder, "record.sock"),
        "-o",
        file,
        ...commands,
      ]);
      await record.until(({ stderr }) => stderr.includes("interrupt to stop"));
      for (const command of ["cont", "stop", "cont"]) {
        await session.call(command);
        // So that the times of the events differ.
        await sleep(10);
      }
      await session.call("quit");
      expect(await record.end()).toBe(0);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain("object-add");
    expect(readFileSync(file, "utf8")).not.toContain("hunter2");
    const recorded = await qmp(["events", `recording:${file}`, "--json"]);
    const events = eventsOf(recorded);
    expect(events.map(({ event }) => event)).toEqual(["RESUME", "STOP", "RESUME", "SHUTDOWN"]);

    await using replay = new RunningQmp(["replay", file, "--listen", `unix:${socket}`, "--speed", "100"]);
    await replay.until(({ stderr }) => stderr.includes(`serving ${file} at unix:${socket}`));
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const replayed = await qmp(["events", socket, "--json", "--count", String(events.length)]);
    expect(eventsOf(replayed)).toEqual(events);

    // Other commands use it as a machine.
    const exec = (...args: readonly string[]): Promise<string> => qmp(["exec", socket, ...args]);
    expect(JSON.parse(await exec("query-status"))).toEqual(JSON.parse(status));
    expect(JSON.parse(await exec("query-name"))).toEqual({ name: "recorded" });
    expect(await exec("query-version")).toContain(`"major": ${version.split(".")[0] ?? ""}`);
    expect(await exec("qom-list", "--path", "/machine")).toContain('"name": "type"');
    expect((await runQmp(["exec", socket, "qom-list", "--path", "/no"])).stderr).toMatch(
      /^qmp: qom-list failed with DeviceNotFound: /,
    );
    const other = await runQmp(["exec", socket, "qom-list", "--path", "/other"]);
    expect(other).toMatchObject({ status: 1 });
    expect(other.stderr).toBe(
      "qmp: qom-list failed with GenericError: the recording has no reply to qom-list with these arguments\n",
    );
    expect((await runQmp(["exec", socket, "system_reset"])).stderr).toContain(
      "the recording has no reply to system_reset",
    );
  });

  test("--since selects the later events of a recording", async () => {
    const file = join(folder, `${version}.jsonl`);

    const target = `recording:${file}`;
    const all = eventsOf(await qmp(["events", target, "--json", "--since", "1h"]));
    const since = all[2]?.time ?? "";
    const later = eventsOf(await qmp(["events", target, "--json", "--since", since]));
    expect(later).toEqual(all.filter(({ time }) => time >= since));
    expect(later.length).toBeLessThan(all.length);
    expect(eventsOf(await qmp(["events", target, "--json", "--since", "2999-01-01"]))).toEqual([]);
    expect(
      eventsOf(await qmp(["events", target, "--json", "--name", "STOP"])).map(({ event }) => event),
    ).toEqual(["STOP"]);
  });
});

interface Event {
  readonly event: string;
  readonly time: string;
  readonly data?: unknown;
  readonly timestamp: unknown;
}

function eventsOf(text: string): Event[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const { event, time, data, timestamp } = JSON.parse(line) as Event;
    return { event, time, data, timestamp };
  });
}
