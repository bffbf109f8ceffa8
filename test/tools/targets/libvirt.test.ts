import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { connectTo, startMachine, type Machine } from "../../qemu/support/machine.js";
import { RunningQmp, runQmp, type Run } from "../support/run-qmp.js";
import { untilTaken } from "../support/until-taken.js";
import { describeWithEach } from "../../qemu/support/binaries.js";

// Libvirt cannot run in the test environment. These programs stand in for its own: they have its command lines and its peculiarities,
// and the monitor of a real QEMU behind them.

/** Serves one client, takes one request per read, and replaces the greeting, as virt-qemu-qmp-proxy does. */
const proxy = `
import { connect, createServer } from "node:net";
const [dashes, domain, path] = process.argv.slice(2);
if (dashes !== "--" || domain !== "web 1") {
  // It reports errors on standard output.
  console.log("virt-qemu-qmp-proxy: Domain not found: no domain with matching name '" + domain + "'");
  process.exit(1);
}
const version = { qemu: { major: 9, minor: 0, micro: 0 }, package: "qemu-9.0.0" };
createServer((client) => {
  client.write(JSON.stringify({ QMP: { version, capabilities: ["oob"] } }) + "\\r\\n");
  const monitor = connect(process.env.STUB_MONITOR);
  let text = "";
  monitor.on("data", (chunk) => {
    const lines = (text + chunk).split("\\n");
    text = lines.pop();
    for (const line of lines) if (!line.startsWith('{"QMP"')) client.write(line + "\\n");
  });
  // What follows the first request of a read is lost.
  client.on("data", (chunk) => monitor.write(String(chunk).split("\\n")[0] + "\\n"));
  client.on("error", () => monitor.destroy()).on("close", () => monitor.destroy());
  monitor.on("close", () => client.destroy());
}).listen(path);
`;

/** Runs one command, and replaces its id, as virsh does. */
const virsh = `
import { connect } from "node:net";
const [quiet, name, domainOption, domain, cmdOption, json] = process.argv.slice(2);
if ([quiet, name, domainOption, cmdOption].join() !== "--quiet,qemu-monitor-command,--domain,--cmd") process.exit(2);
if (domain !== "web 1") {
  console.error("error: failed to get domain '" + domain + "'");
  process.exit(1);
}
const request = JSON.parse(json);
if ("id" in request) process.exit(3);
const monitor = connect(process.env.STUB_MONITOR);
let text = "";
monitor.on("data", (chunk) => {
  text += chunk;
  const lines = text.split("\\r\\n");
  if (lines.length === 2) monitor.write('{"execute":"qmp_capabilities"}' + JSON.stringify({ ...request, id: "libvirt-7" }));
  const reply = lines.find((line) => line.includes("libvirt-7"));
  if (reply === undefined) return;
  console.log(reply);
  process.exit(0);
});
`;

/** Writes the programs to a folder of their own, and returns the environment in which only they and Node are found. */
function environment(machine: Machine, programs: Readonly<Record<string, string>>): Record<string, string> {
  const folder = join(machine.folder, "bin");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, `${name}.mjs`), text);
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nexec '${process.execPath}' '${join(folder, name)}.mjs' "$@"\n`,
    );
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: [folder, "/bin"].join(delimiter), STUB_MONITOR: machine.path };
}

const exec = (env: Record<string, string>, ...args: readonly string[]): Promise<Run> =>
  runQmp(["exec", ...args], { env });

describeWithEach("emulator", "virsh:DOMAIN, with stand-ins for libvirt's programs", (binary) => {
  test("goes through virt-qemu-qmp-proxy, which is ended afterwards", async () => {
    await using machine = await startMachine(binary, "-name", "web");
    await (await connectTo(machine)).close();
    const env = environment(machine, { "virt-qemu-qmp-proxy": proxy });
    expect(await exec(env, "virsh:web 1", "query-name")).toEqual({
      status: 0,
      stdout: '{\n  "name": "web"\n}\n',
      stderr: "",
    });
    const unknown = await exec(env, "virsh:other", "query-name");
    expect(unknown).toMatchObject({ status: 4, stdout: "" });
    expect(unknown.stderr).toBe(
      "qmp: cannot connect through libvirt: virt-qemu-qmp-proxy: Domain not found: no domain with matching name 'other'. `virsh list` lists the domains.\n",
    );
    // The monitor is free again.
    await (await connectTo(machine)).close();
  });

  test("goes through virsh if the proxy is not installed", async () => {
    await using machine = await startMachine(binary, "-name", "web");
    await (await connectTo(machine)).close();
    const env = environment(machine, { virsh });
    expect(await exec(env, "virsh:web 1", "query-name")).toEqual({
      status: 0,
      stdout: '{\n  "name": "web"\n}\n',
      stderr: "",
    });
    const failed = await exec(env, "virsh:web 1", "blockdev-del", "--node-name", "x");
    expect(failed).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^qmp: blockdev-del failed with GenericError/) as string,
    });
    const unknown = await exec(env, "virsh:other", "query-name");
    expect(unknown).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("failed to get domain 'other'") as string,
    });
    const events = await runQmp(["events", "virsh:web 1"], { env });
    expect(events).toMatchObject({ status: 4, stdout: "" });
    expect(events.stderr).toMatch(/^qmp: virsh delivers no events: install virt-qemu-qmp-proxy/);
  });
});

describe("virsh:DOMAIN", () => {
  test("names what to install if libvirt's programs are missing", async () => {
    const run = await runQmp(["exec", "virsh:web", "query-name"], { env: { PATH: "/nowhere" } });
    expect(run).toMatchObject({ status: 4, stdout: "" });
    expect(run.stderr).toMatch(
      /^qmp: .*neither virt-qemu-qmp-proxy nor virsh is installed: install libvirt's clients[^\n]*\n$/,
    );
  });
});

describeWithEach("emulator", "events of virsh:DOMAIN", (binary) => {
  test("arrive through the proxy, which ends with the command", async () => {
    await using machine = await startMachine(binary);
    await (await connectTo(machine)).close();
    const env = environment(machine, { "virt-qemu-qmp-proxy": proxy });
    {
      await using run = new RunningQmp(["events", "virsh:web 1", "--for", "20"], env);
      await untilTaken(machine.path);
      machine.child.kill("SIGTERM");
      await run.until(({ stdout }) => stdout.includes("SHUTDOWN"));
    }
    await machine.exited();
  });
});
