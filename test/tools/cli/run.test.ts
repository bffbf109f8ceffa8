import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInProcess } from "../support/run-in-process.js";
import { runQmp } from "../support/run-qmp.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qmp-cli-"));
  writeFileSync(join(folder, "not-a-recording"), "{}\n");
  writeFileSync(join(folder, "empty"), "");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("bad input gets one line that names the fix", () => {
  const schemes =
    "unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, ws://HOST:PORT, wss://HOST:PORT, qga:PATH, virsh:DOMAIN, nats:SITE/HOST/MACHINE";
  test.each<[args: string[], status: number, message: string | RegExp]>([
    [[], 2, "Missing command. Run `qmp --help` for the list."],
    [["exex"], 2, /unknown command 'exex' \(Did you mean exec\?\) Run `qmp --help`\./],
    [["ps", "--jsn"], 2, /unknown option '--jsn' \(Did you mean --json\?\) Run `qmp ps --help`\./],
    [["ps", "--timeout", "soon"], 2, /Use a number of seconds up to 604800\. Run `qmp ps --help`\./],
    [["exec"], 2, /missing required argument 'target' Run `qmp exec --help`\./],
    [
      ["exec", "--timeuot", "5", "vm1", "query-status"],
      2,
      /unknown option '--timeuot' \(Did you mean --timeout\?\)/,
    ],
    [["exec", "--tim"], 2, "unknown option '--tim' Run `qmp exec --help`."],
    [["exec", "/x", "--timeout", "5", "stop"], 2, /^"--timeout" is not a command\. .* before the target\.$/],
    ...["shell", "events", "explore", "record -o /x", "share --listen unix:/x"].map(
      (command): [string[], number, RegExp] => [
        [...command.split(" "), "--insecur", "vm1"],
        2,
        /unknown option '--insecur' \(Did you mean --insecure\?\)/,
      ],
    ),
    ...["exec", "events", "explore"].map((name): [string[], number, RegExp] => [
      [name, "--", "--tim"],
      2,
      /target "--tim" begins with "-"/,
    ]),
    [["help", "exce"], 2, "unknown command 'exce' (Did you mean exec?) Run `qmp --help`."],
    [["exec", "/x"], 2, "the command is missing. `qmp exec TARGET query-commands` lists the commands."],
    [["exec", "--batch", "/x", "stop"], 2, `--batch reads the commands from standard input: omit "stop".`],
    [["exec", "--format", "xml", "/x", "stop"], 2, /Allowed choices are table, json, yaml\. Run/],
    [["exec", "/x", "stop", "{"], 2, /the arguments are not valid JSON: /],
    [["exec", "unix:", "stop"], 2, `target "unix:" is incomplete. Use unix:PATH.`],
    [["exec", "qga:", "stop"], 2, `target "qga:" is incomplete. Use qga:PATH.`],
    [["exec", "virsh:", "stop"], 2, `target "virsh:" is incomplete. Use virsh:DOMAIN.`],
    [["exec", "tcp:host", "stop"], 2, /Use tcp:HOST:PORT, or tcp:\[ADDRESS\]:PORT\./],
    [["exec", "tls:h:99999", "stop"], 2, /Use tls:HOST:PORT, or tls:\[ADDRESS\]:PORT\./],
    [["exec", "ws://", "stop"], 2, `target "ws://" is not a URL. Use ws://HOST:PORT.`],
    [
      ["exec", "ssh:vm", "stop"],
      2,
      `target "ssh:vm" has an unknown scheme "ssh:". Use ${schemes}, or a name of \`qmp ps\`.`,
    ],
    [
      ["exec", "no-such-vm", "stop"],
      4,
      'there is no machine "no-such-vm". `qmp ps` lists the machines of this host.',
    ],
    [
      ["exec", "/no/such.sock", "stop"],
      4,
      /cannot connect to unix:\/no\/such.sock: .*`qmp ps` lists the machines of this host/,
    ],
    [
      ["exec", "--cert", "/x", "tls:localhost:1", "stop"],
      2,
      "a client's certificate needs its key: give both --cert and --key.",
    ],
    [
      ["exec", "--ca", "/no/ca", "tls:localhost:1", "stop"],
      2,
      /--ca names a file that cannot be read: ENOENT/,
    ],
    [["events"], 2, /missing required argument 'target' Run `qmp events --help`\./],
    [["events", "qga:/x"], 2, "qga:/x: a guest agent sends no events. Give the monitor of its machine."],
    [
      ["events", "vm1", "--since", "1h"],
      2,
      /--since: a machine keeps no history\. Record it with `qmp record vm1 -o FILE`/,
    ],
    [["events", "recording:/x", "--since", "soon"], 2, /--since soon: use an age such as 30s/],
    [["events", "recording:/no/file"], 2, /the recording cannot be read: ENOENT/],
    [["events", "--count", "0", "vm1"], 2, /Use a whole number above 0\. Run `qmp events --help`\./],
    [["record", "vm1"], 2, /required option '-o, --output <file>' not specified Run `qmp record --help`\./],
    [["record", "/x", "-o", "/no/folder/file"], 2, /-o \/no\/folder\/file: cannot write the file: ENOENT/],
    [
      ["record", "/x", "-o", "/dev/null", "--command", "'"],
      2,
      /Write COMMAND --NAME VALUE, or a request in JSON\./,
    ],
    [["replay", "/no/file", "--listen", "unix:/x"], 2, /the recording cannot be read: ENOENT/],
    [
      ["replay", "FOLDER/not-a-recording", "--listen", "unix:/x"],
      2,
      /is not a recording: .*`qmp record TARGET -o FILE` makes one\./,
    ],
    [["replay", "FOLDER/empty", "--listen", "/x"], 2, "--listen /x: use unix:PATH, or tcp:HOST:PORT."],
    [
      ["replay", "FOLDER/empty", "--listen", "unix:/no/folder/s"],
      2,
      /Choose another address, or remove a socket that is left over\./,
    ],
    [
      ["replay", "FOLDER/empty", "--listen", "tcp::0", "--speed", "0"],
      2,
      /Use a number above 0\. Run `qmp replay --help`\./,
    ],
  ])("qmp %j", async (args, status, message) => {
    const run = await runInProcess(args.map((arg) => arg.replace("FOLDER", folder)));
    expect(run).toMatchObject({ status, stdout: "" });
    expect(run.stderr).toMatch(/^qmp: [^\n]+\n$/);
    const text = run.stderr.slice("qmp: ".length, -1);
    if (typeof message === "string") expect(text).toBe(message);
    else expect(text).toMatch(message);
  });
});

test("a server that accepts and stays silent is given up after the timeout", async () => {
  const server = createServer(() => undefined).listen(join(folder, "silent.sock"));
  await once(server, "listening");
  const run = await runQmp(["exec", "--timeout", "0.3", join(folder, "silent.sock"), "stop"]);
  server.close();
  expect(run).toMatchObject({ status: 4, stdout: "" });
  expect(run.stderr).toMatch(/no greeting within 300 ms: .*`qmp ps` shows which monitors are taken/);
});

test("control characters of a server are escaped", async () => {
  const path = join(folder, "hostile.sock");
  const server = createServer((socket) => socket.end("\u001b]0;owned\u0007 \u202e\r\n")).listen(path);
  await once(server, "listening");
  const run = await runQmp(["exec", path, "stop"]);
  server.close();
  expect(run.status).toBe(4);
  expect(run.stderr).toContain("owned\\u0007 \\u202e");
  expect(run.stderr).toMatch(/^[\x20-\x7e]*\n$/);
});

test.each(["ps", "exec", "shell", "events", "record", "replay", "share", "explore"])(
  "the help of %s lists its exit codes",
  async (name) => {
    const { status, stdout } = await runInProcess([name, "--help"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Exit codes: 0 /);
  },
);
