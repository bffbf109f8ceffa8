import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectTarget, parseTarget } from "qapi-ts-tools";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInProcess } from "../support/run-in-process.js";
import { qmp, RunningQmp, runQmp } from "../support/run-qmp.js";
import { createCertificates } from "./certificates.js";
import { ScriptedMachine } from "./support.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qmp-share-command-"));
  createCertificates(folder);
  writeFileSync(join(folder, "short"), "abc\n");
  symlinkSync("elsewhere", join(folder, "link"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("an invalid command line is one line that names the fix", () => {
  test.each([
    [[], "required option '--listen <address>' not specified Run `qmp share --help`."],
    [
      ["--listen", "x"],
      "--listen x: use unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, ws://HOST:PORT or wss://HOST:PORT.",
    ],
    [["--listen", "tcp:127.0.0.1:99999"], "--listen tcp:127.0.0.1:99999: use unix:PATH,"],
    [["--listen", "ws://127.0.0.1:0/path"], "--listen ws://127.0.0.1:0/path: use unix:PATH,"],
    [["--listen", "tls::0"], "tls: and wss: need a certificate: give --tls-cert and --tls-key."],
    [["--listen", "unix:x", "--token", "auto"], "--token needs a --listen with ws:// or wss://."],
    [["--listen", "unix:x", "--origin", "x"], "--origin needs a --listen with ws:// or wss://."],
    [["--listen", "ws://:0", "--group", "x"], "--group needs a --listen with unix:PATH."],
    [["--listen", "ws://:0", "--tls-ca", "x"], "--tls-ca needs a --listen with tls: or wss:."],
    [["--listen", "ws://:0", "--token", "FOLDER/none"], "--token names a file that cannot be read: ENOENT"],
    [
      ["--listen", "ws://:0", "--token", "FOLDER/short"],
      "is not a token. Use at least 16 of the characters A-Z a-z 0-9 - . _ ~",
    ],
    [
      ["--listen", "wss://:0", "--tls-cert", "FOLDER/none", "--tls-key", "x"],
      "--tls-cert names a file that cannot be read",
    ],
    [
      ["--listen", "unix:x", "--paths", "vms"],
      "--paths, --allow or --deny: the folder vms is not an absolute path.",
    ],
    [["--listen", "unix:x", "--deny", ""], "--paths, --allow or --deny: "],
    [
      ["--listen", "unix:x", "--audit", "FOLDER/no/file"],
      "--audit names a file that cannot be written: ENOENT",
    ],
    [["--listen", "unix:x", "--audit", "FOLDER/link"], "--audit names a file that cannot be written: ELOOP"],
    [["--listen", "unix:x", "--max-clients", "0"], "Use a whole number above 0."],
  ])("%j", async (args, message) => {
    const given = args.map((each) => each.replace("FOLDER", folder));
    const { status, stdout, stderr } = await runInProcess(["share", "/no-such/monitor.sock", ...given]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^qmp: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test("a machine that cannot be connected to, and a guest agent", async () => {
    const listen = ["--listen", `unix:${join(folder, "s")}`];
    const missing = await runInProcess(["share", "/no-such/monitor.sock", ...listen]);
    expect(missing.status).toBe(4);
    expect(missing.stderr).toMatch(
      /^qmp: cannot connect to unix:\/no-such\/monitor.sock: .*there is no such socket.*\n$/,
    );
    const agent = await runInProcess(["share", "qga:/no-such/agent.sock", ...listen]);
    expect(agent).toMatchObject({
      status: 2,
      stderr:
        "qmp: qga:/no-such/agent.sock: a guest agent cannot be shared. Give the monitor of its machine.\n",
    });
  });

  test("an address that is taken closes the others", async () => {
    await using machine = await new ScriptedMachine(() => undefined).start();
    const path = join(machine.folder, "first");
    const listen = ["--listen", `unix:${path}`, "--listen", `unix:${machine.path}`];
    const { status, stderr } = await runInProcess(["share", machine.path, ...listen]);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `qmp: another program listens at unix:${machine.path}. Use another path, or end that program.\n`,
    );
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });
});

test("shares until it is interrupted, and removes its sockets", async () => {
  await using machine = await new ScriptedMachine((request) => {
    if (request.command === "query-qmp-schema")
      machine.send({ error: { class: "CommandNotFound", desc: "" }, id: request.id });
    else machine.reply(request, { text: "hunter2hunter2" });
  }).start();
  const path = join(machine.folder, "shared.sock");
  const audit = join(machine.folder, "audit.jsonl");
  const options = ["--listen", `unix:${path}`, "--listen", "ws://127.0.0.1:0", "--token", "auto"];
  options.push("--audit", audit, "--name", "vm1", "--allow", "change", "--deny", "set_link");
  await using running = new RunningQmp(["share", machine.path, ...options]);
  await running.until(({ stderr }) => stderr.includes("interrupt to stop"));
  const [, url = ""] = /^sharing vm1 at (ws:\/\/127\.0\.0\.1:\d+\/#[\w-]+)$/m.exec(running.stderr) ?? [];
  expect(running.stderr).toContain(`sharing vm1 at unix:${path}\n`);
  expect(running.stdout).toBe("");

  for (const target of [path, url]) {
    await using session = await connectTarget(parseTarget(target));
    await session.call("set_password", { protocol: "vnc", password: "hunter2hunter2" });
    await expect(session.call("set_link", { name: "n", up: true })).rejects.toThrow(
      /refused by the rule "deny set_link"/,
    );
  }
  const text = readFileSync(audit, "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; outcome?: string; machine: string });
  expect(lines.map(({ kind, outcome }) => outcome ?? kind).slice(0, 3)).toEqual([
    "connected",
    "done",
    "refused",
  ]);
  expect(new Set(lines.map((line) => line.machine))).toEqual(new Set(["vm1"]));
  expect(text).not.toContain("hunter2");
  expect(statSync(audit).mode & 0o777).toBe(0o600);

  running.signal("SIGTERM");
  expect(await running.end()).toBe(143);
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
});

test("stops after a time", async () => {
  await using machine = await new ScriptedMachine(() => undefined).start();
  const path = join(machine.folder, "shared.sock");
  const { status, stderr } = await runQmp([
    "share",
    machine.path,
    "--listen",
    `unix:${path}`,
    "--for",
    "0.2",
  ]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: `sharing unix:${machine.path} at unix:${path}\ninterrupt to stop\n`,
  });
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
});

test("reports what happens on standard error, with a limit", async () => {
  await using machine = await new ScriptedMachine(() => undefined).start();
  await using running = new RunningQmp(["share", machine.path, "--listen", "ws://127.0.0.1:0"]);
  await running.until(({ stderr }) => stderr.includes("interrupt to stop"));
  const [, port = ""] = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(running.stderr) ?? [];
  const headers = { upgrade: "websocket", connection: "upgrade", origin: "http://evil.example" };
  for (let count = 0; count < 50; count++) {
    request({ port: Number(port), headers })
      .on("error", () => undefined)
      .end();
  }
  await running.until(({ stderr }) => stderr.includes("further problems were not printed"));
  expect(
    running.stderr.match(/was refused: its origin is "http:\/\/evil.example"/g)?.length,
  ).toBeLessThanOrEqual(20);
});

test("qmp exec and qmp events work through it", async () => {
  await using machine = await new ScriptedMachine((request) => {
    if (request.command === "query-status") machine.reply(request, { status: "running" });
    else machine.send({ error: { class: "CommandNotFound", desc: "none" }, id: request.id });
  }).start();
  const path = join(machine.folder, "shared.sock");
  await using running = new RunningQmp(["share", machine.path, "--listen", `unix:${path}`]);
  await running.until(({ stderr }) => stderr.includes("interrupt to stop"));
  const following = qmp(["events", path, "--json", "--count", "1"]);
  const timer = setInterval(() => {
    machine.send({ event: "E", data: { n: 1 }, timestamp: { seconds: 1, microseconds: 2 } });
  }, 50);
  expect(JSON.parse(await following)).toMatchObject({
    event: "E",
    timestamp: { seconds: 1, microseconds: 2 },
  });
  clearInterval(timer);
});
