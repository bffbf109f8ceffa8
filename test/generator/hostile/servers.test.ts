import { createServer, type Server, type Socket } from "node:net";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { runHere } from "../cli/support.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const greeting =
  '{"QMP": {"version": {"qemu": {"major": 9, "minor": 0, "micro": 0}, "package": ""}, "capabilities": []}}\n';

/** How a server behaves after a client connects. */
const servers: readonly (readonly [name: string, serve: (socket: Socket) => void])[] = [
  ["never writes", () => undefined],
  [
    "greets and never replies",
    (socket) => {
      socket.write(greeting);
    },
  ],
  [
    "negotiates and never replies",
    (socket) => {
      socket.write(greeting);
      socket.once("data", (data) => {
        const { id } = JSON.parse(String(data)) as { readonly id: unknown };
        socket.write(`${JSON.stringify({ return: {}, id })}\n`);
      });
    },
  ],
  [
    "writes events for ever",
    (socket) => {
      socket.write(greeting);
      const timer = setInterval(
        () => socket.write('{"event": "E", "timestamp": {"seconds": 1, "microseconds": 1}}\n'),
        20,
      );
      socket.on("close", () => {
        clearInterval(timer);
      });
    },
  ],
];

async function listen(serve: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(), "qmp.sock");
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((done) => server.listen(path, done));
  return `unix:${path}`;
}

describe.each(servers)("a server that %s", (_, serve) => {
  test.each([
    ["import", (address: string, out: string) => ["import", address, "--out", out]],
    ["introspect", (address: string) => ["introspect", address]],
    ["diff", (address: string) => ["diff", address, address]],
  ])("ends %s at the timeout", async (_name, args) => {
    const address = await listen(serve);
    const { status, error } = await runHere([
      ...args(address, join(temporaryFolder(), "out")),
      "--timeout",
      "0.5",
    ]);
    expect(status).toBe(1);
    expect(error).toMatch(
      /^qapi-ts: cannot query the schema of the server: no reply within 0.5 seconds\. Check/,
    );
  });
});

test("a binary that neither replies nor ends is killed at the timeout", async () => {
  const binary = join(temporaryFolder(), "qemu");
  writeFileSync(binary, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n");
  chmodSync(binary, 0o755);
  const { status, error } = await runHere(["introspect", binary, "--timeout", "0.5"]);
  expect([status, error]).toEqual([1, expect.stringContaining("no reply within 0.5 seconds")]);
});

test("the output of a binary that fails is part of the error, with its escape sequences escaped", async () => {
  const binary = join(temporaryFolder(), "qemu");
  writeFileSync(binary, "#!/bin/sh\nprintf 'bad \\033[31mflag' >&2\nexit 1\n");
  chmodSync(binary, 0o755);
  const { status, error } = await runHere(["introspect", binary]);
  expect([status, error]).toEqual([1, expect.stringContaining("bad \\u001b[31mflag")]);
});

test.each(["0", "-1", "x", "1e3", "1000000", ""])("--timeout %j is refused", async (value) => {
  const { status, error } = await runHere(["introspect", "unix:/x", `--timeout=${value}`]);
  expect([status, error]).toEqual([2, expect.stringContaining("Use a number of seconds")]);
});
