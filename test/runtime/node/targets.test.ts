import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, ConnectError } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { greeting, rejection } from "../support/scripted-peer.js";

let folder = "";
const server = createServer(anyProtocol, { echo: (args) => args, big: () => "é".repeat(3_000_000) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qapi-ts-"));
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe("connects over", () => {
  test("a unix socket, and receives a large reply", async () => {
    const path = join(folder, "unix.sock");
    const listening = await server.listen({ path });
    expect(listening).toMatchObject({ path, port: undefined });
    await using session = await connect({ path });
    expect(await session.call("echo", { text: "\u00ff ü 😀" })).toEqual({ text: "\u00ff ü 😀" });
    expect(await session.call("big")).toHaveLength(3_000_000);
  });

  test("TCP", async () => {
    const { port = 0 } = await server.listen({ port: 0 });
    await using session = await connect({ host: "127.0.0.1", port });
    expect(await session.call("echo", { a: 1 })).toEqual({ a: 1 });
  });

  test("a connected Duplex", async () => {
    const { port = 0 } = await server.listen({ port: 0 });
    const stream = connectSocket(port, "127.0.0.1");
    await using session = await connect({ stream });
    expect(await session.call("echo", { a: 1 })).toEqual({ a: 1 });
    await session.close();
    expect(stream.destroyed).toBe(true);
  });

  test("a child's standard input and output", async () => {
    const script = `
      process.stdout.write(${JSON.stringify(greeting)});
      process.stdin.on("data", (chunk) => {
        for (const line of chunk.toString().trim().split("\\n")) {
          const { id, execute } = JSON.parse(line);
          process.stdout.write(JSON.stringify({ return: execute, id }) + "\\r\\n", () => {
            if (execute === "quit") process.exit();
          });
        }
      });`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
    await using session = await connect({ child });
    expect(await session.call("hello")).toBe("hello");
    expect(await session.call("quit")).toBe("quit");
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });
});

describe("fails to connect to", () => {
  test("a path without a socket and a port without a listener", async () => {
    expect(await rejection(connect({ path: join(folder, "nothing.sock") }))).toMatchObject({
      name: "ConnectError",
      code: "connect-refused",
    });
    const free = createSocketServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => free.once("listening", resolve));
    const address = free.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    await new Promise((resolve) => free.close(resolve));
    expect(await rejection(connect({ host: "127.0.0.1", port }))).toMatchObject({ code: "connect-refused" });
  });

  test("a path that is too long for a socket", async () => {
    const path = join(folder, "x".repeat(300));
    expect(await rejection(connect({ path }))).toMatchObject({ name: "ConnectError" });
  });

  test("a child without pipes", async () => {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    expect(await rejection(connect({ child }))).toMatchObject({ code: "connect-failed" });
  });

  test("a stream that has already ended", async () => {
    const stream = new PassThrough();
    stream.destroy();
    await once(stream, "close");
    expect(await rejection(connect({ stream }))).toMatchObject({ code: "connect-closed" });
  });
});

test("reports why a stream broke", async () => {
  const sockets = createSocketServer((socket) => {
    socket.write(greeting);
    socket.once("data", () => {
      socket.resetAndDestroy();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => sockets.once("listening", resolve));
  const address = sockets.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const error = await rejection(connect({ host: "127.0.0.1", port }));
  expect(error).toMatchObject({ code: "negotiation-failed", cause: { cause: { code: "ECONNRESET" } } });
  sockets.close();
});

test.each([
  [{}, "give stream, child, path, port, webSocket, readable and writable, or transport"],
  [{ host: "127.0.0.1" }, "give stream, child, path, port"],
  [{ path: undefined }, "path is undefined"],
  [{ port: null }, "port is null"],
  [{ stream: undefined }, "stream is undefined"],
  [{ webSocket: undefined }, "webSocket is undefined"],
  [{ webSocket: null }, "webSocket is null"],
  [{ webSocket: "" }, "webSocket is empty"],
  [{ transport: undefined }, "transport is undefined"],
  [{ transport: null, path: "/run/vm.qmp" }, "transport is null"],
  [{ child: undefined, path: "/run/vm.qmp" }, "child is undefined"],
])("the options %j name no server", async (options, reason) => {
  const error = await rejection(connect({ ...options, timeout: 1000 } as never));
  expect(error).toBeInstanceOf(ConnectError);
  expect(error).toMatchObject({ code: "connect-failed", serverMayHaveActed: false });
  expect((error as Error).message).toContain(`the options name no server: ${reason}`);
});
