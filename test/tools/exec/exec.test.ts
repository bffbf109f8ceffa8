import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { connectTo, start, startMachine, type Machine } from "../../qemu/support/machine.js";
import { qmp, runQmp } from "../support/run-qmp.js";

/** Starts a machine, and waits until its monitor is free. */
async function startReady(binary: string, ...more: readonly string[]): Promise<Machine> {
  const machine = await startMachine(binary, ...more);
  await (await connectTo(machine)).close();
  return machine;
}

describeWithEach("emulator", "qmp exec with real QEMU", (binary) => {
  test("prints the reply in each format", async () => {
    await using machine = await startReady(binary, "-name", "vm1");
    const formats = ["json", "yaml", "table"].map((format) =>
      qmp(["exec", "--format", format, machine.path, "query-name"]),
    );
    expect(await formats[0]).toBe('{\n  "name": "vm1"\n}\n');
    expect(await formats[1]).toBe("name: vm1\n");
    expect(await formats[2]).toBe("name  vm1\n");
    // Standard output is not a terminal.
    expect(await qmp(["exec", machine.path, "query-name"])).toBe('{\n  "name": "vm1"\n}\n');
    const table = await qmp(["exec", "--format", "table", machine.path, "qom-list", "--path", "/"]);
    expect(table).toMatch(/^NAME +TYPE\n(.+\n)*type +string\n/);
  });

  test("types arguments, and the machine accepts them", async () => {
    await using machine = await startReady(binary);
    const image = join(machine.folder, "disk.raw");
    await writeFile(image, Buffer.alloc(65_536));
    const words = [
      "--driver",
      "raw",
      "--node-name",
      "d0",
      "--read-only",
      "--size",
      "0x8000",
      "--file.driver",
      "file",
      "--file.filename",
      image,
    ];
    expect(await qmp(["exec", machine.path, "blockdev-add", ...words])).toBe("{}\n");
    const [node] = JSON.parse(await qmp(["exec", machine.path, "query-named-block-nodes", "--flat"])) as {
      image: object;
      ro: boolean;
    }[];
    expect(node).toMatchObject({ "node-name": "d0", ro: true, image: { "virtual-size": 32_768 } });
    const json = JSON.stringify({ driver: "null-co", "node-name": "n0", size: 1024 });
    expect(await qmp(["exec", machine.path, "blockdev-add", json])).toBe("{}\n");
    expect(await qmp(["exec", machine.path, "blockdev-del", "-"], { input: '{"node-name": "n0"}' })).toBe(
      "{}\n",
    );
  });

  test("an invalid command is refused before anything is sent", async () => {
    await using machine = await startReady(binary);
    const refused = async (...words: readonly string[]): Promise<string> => {
      const run = await runQmp(["exec", machine.path, ...words]);
      expect(run).toMatchObject({ status: 2, stdout: "" });
      return run.stderr;
    };
    expect(await refused("blockdev-ad")).toBe(
      'qmp: blockdev-ad: there is no such command (did you mean "blockdev-add"?). `query-commands` lists them.\n',
    );
    expect(await refused("blockdev-add", "--driver", "raw", "--file.filenam", "x")).toBe(
      'qmp: blockdev-add: "file" lacks "driver": add --file.driver.\n',
    );
    expect(await refused("stop", "--timeout", "5")).toBe(
      "qmp: stop: --timeout is an option of qmp exec, not an argument: write it before the target.\n",
    );
    expect(JSON.parse(await qmp(["exec", machine.path, "query-status"]))).toMatchObject({
      status: "running",
    });
  });

  test("an error of the server is exit code 1, and a dry run sends nothing", async () => {
    await using machine = await startReady(binary);
    const run = await runQmp(["exec", machine.path, "blockdev-del", "--node-name", "x"]);
    expect(run).toMatchObject({ status: 1, stdout: "" });
    expect(run.stderr).toMatch(/^qmp: blockdev-del failed with GenericError: .*'x'.*\n$/);
    expect(await qmp(["exec", "--dry-run", machine.path, "blockdev-del", "--node-name", "x"])).toBe(
      '{"execute":"blockdev-del","arguments":{"node-name":"x"}}\n',
    );
  });

  test("properties of devices are typed by the machine", async () => {
    await using machine = await startReady(binary);
    const misspelt = await runQmp([
      "exec",
      machine.path,
      "device_add",
      "--driver",
      "virtio-balloon-pci",
      "--deflate-on-oo",
      "on",
    ]);
    expect(misspelt.status).toBe(2);
    expect(misspelt.stderr).toContain(
      'there is no argument "deflate-on-oo" (did you mean "deflate-on-oom"?)',
    );
    const words = [
      "--driver",
      "virtio-blk-pci",
      "--id",
      "d",
      "--queue-size",
      "0x80",
      "--ioeventfd",
      "on",
      "--addr",
      "0x3",
    ];
    const typed = await runQmp(["exec", "--dry-run", machine.path, "device_add", ...words]);
    expect(JSON.parse(typed.stdout)).toEqual({
      execute: "device_add",
      arguments: { driver: "virtio-blk-pci", id: "d", "queue-size": 128, ioeventfd: true, addr: "0x3" },
    });
  });

  test("--batch checks all lines first, and stops at the first failure", async () => {
    await using machine = await startReady(binary);
    const exec = (input: string): ReturnType<typeof runQmp> =>
      runQmp(["exec", "--batch", machine.path], { input });
    const invalid = await exec("stop\n\n# a comment\nquery-statu\n");
    expect(invalid).toMatchObject({ status: 2, stdout: "" });
    expect(invalid.stderr).toMatch(
      /^qmp: line 4: query-statu: there is no such command \(did you mean "query-stat/,
    );
    const failed = await exec(
      'stop\nquery-status\n{"execute": "blockdev-del", "arguments": {"node-name": "x"}}\ncont\n',
    );
    expect(failed.status).toBe(1);
    expect(failed.stdout.split("\n").map((line) => line.replaceAll(/,?"singlestep":false/g, ""))).toEqual([
      "{}",
      expect.stringMatching(/^\{.*"status":"paused".*\}$/),
      "",
    ]);
    expect((await exec("query-status")).stdout).toContain('"paused"');
    expect((await exec("blockdev-add --driver null-co --node-name 'a b'\nquery-kvm")).status).toBe(1);
  });

  test("--wait follows a job to its end, with progress on standard error", async () => {
    await using machine = await startReady(binary);
    const setup = [
      `blockdev-add --driver null-co --node-name source --size ${64 * 1024 * 1024}`,
      `blockdev-add --driver null-co --node-name copy --size ${64 * 1024 * 1024}`,
    ];
    await qmp(["exec", "--batch", machine.path], { input: setup.join("\n") });
    const run = await runQmp([
      "exec",
      "--wait",
      machine.path,
      "blockdev-backup",
      "--job-id",
      "b",
      "--device",
      "source",
      "--target",
      "copy",
      "--sync",
      "full",
      "--speed",
      String(32 * 1024 * 1024),
    ]);
    expect(run).toMatchObject({ status: 0 });
    expect(run.stderr).toMatch(/^(blockdev-backup: \d+% {2}[\d.]+ k?M?B of 67\.1 MB.*\n)+$/);
    expect(JSON.parse(await qmp(["exec", machine.path, "query-jobs"]))).toEqual([]);
    const failed = await runQmp([
      "exec",
      "--wait",
      machine.path,
      "blockdev-backup",
      "--job-id",
      "b",
      "--device",
      "source",
      "--target",
      "nothing",
      "--sync",
      "full",
    ]);
    expect(failed).toMatchObject({ status: 1, stdout: "" });
  });

  test("--wait refuses a command that is complete when it is answered, and has those without arguments", async () => {
    await using machine = await startReady(binary);
    const run = await runQmp(["exec", "--wait", machine.path, "query-status"]);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(/^qmp: query-status: .*Leave out --wait/);
    expect(await qmp(["exec", "--wait", machine.path, "stop"])).toBe("{}\n");
  });

  test("a timeout while the command runs is an unknown outcome", async () => {
    await using machine = await startReady(binary);
    machine.signal("SIGSTOP");
    const greeted = await runQmp(["exec", "--timeout", "0.5", machine.path, "query-status"]);
    machine.signal("SIGCONT");
    // The stopped process cannot send its greeting.
    expect(greeted.status).toBe(4);
    const job = ["--job-id", "b", "--device", "source", "--target", "copy", "--sync", "full", "--speed", "1"];
    const nodes = ["source", "copy"].map(
      (name) => `blockdev-add --driver null-co --node-name ${name} --size 67108864`,
    );
    await qmp(["exec", "--batch", machine.path], { input: nodes.join("\n") });
    const run = await runQmp(["exec", "--wait", "--timeout", "1", machine.path, "blockdev-backup", ...job]);
    expect(run).toMatchObject({ status: 3, stdout: "" });
  });

  test("the schema is queried once, and read from the cache afterwards", async () => {
    await using machine = await startReady(binary);
    const env = { XDG_CACHE_HOME: join(machine.folder, "cache") };
    await qmp(["exec", machine.path, "query-status"], { env });
    const files = await readdir(join(machine.folder, "cache/qapi-ts-tools"));
    expect(files).toEqual([expect.stringMatching(/^schema-[0-9a-f]{64}\.json$/)]);
    const file = join(machine.folder, "cache/qapi-ts-tools", files[0] ?? "");
    const schema = JSON.parse(await readFile(file, "utf8")) as { name: string }[];
    // The cached schema is used: without its command, the command is refused.
    await writeFile(file, JSON.stringify(schema.filter(({ name }) => name !== "query-status")));
    expect((await runQmp(["exec", machine.path, "query-status"], { env })).status).toBe(2);
    await writeFile(file, "damaged");
    expect((await runQmp(["exec", machine.path, "query-status"], { env })).status).toBe(0);
  });
});

describe("qmp exec with a storage daemon", () => {
  describeWithEach("storage daemon", "of each version", (binary) => {
    test("runs the commands that the daemon has", async () => {
      await using machine = await start(binary, (folder) => [
        "--chardev",
        `socket,id=m,path=${join(folder, "monitor.sock")},server=on,wait=off`,
        "--monitor",
        "chardev=m",
      ]);
      await (await connectTo(machine)).close();
      expect(
        await qmp(["exec", machine.path, "blockdev-add", "--driver", "null-co", "--node-name", "n"]),
      ).toBe("{}\n");
      const run = await runQmp(["exec", machine.path, "system_reset"]);
      expect(run.stderr).toContain("system_reset: there is no such command");
    });
  });
});
