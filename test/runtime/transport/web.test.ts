import { once } from "node:events";
import { connect as connectSocket, type AddressInfo } from "node:net";
import { Duplex } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { qmp } from "../../../generated/qmp/index.js";
import * as validators from "../../../generated/qmp/validators.js";
import { connect, type Session, type WebSocketLike } from "../../../runtime/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { webSocketOpener } from "../../../runtime/transport/web-socket.js";
import { rejection } from "../support/scripted-peer.js";

const server = createServer(anyProtocol, { echo: (args) => args, big: () => "é".repeat(100_000) });
const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
let url = "";

beforeAll(async () => {
  if (sockets.address() === null) await once(sockets, "listening");
  url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
  // The server's side of the same transport, so that each speaks to the other.
  sockets.on("connection", (webSocket) => {
    server.serve(webSocketOpener({ webSocket }));
  });
});

afterAll(async () => {
  await server.close();
  sockets.close();
});

async function works(session: Session): Promise<void> {
  expect(await session.call("echo", { text: "\u00ff ü 😀" })).toEqual({ text: "\u00ff ü 😀" });
  expect(await session.call("big")).toHaveLength(100_000);
  await session.close();
  expect((await session.closed).error).toBeUndefined();
}

describe("a WebSocket", () => {
  test("by its address, made by a constructor", async () => {
    const session = await connect({ webSocket: url, WebSocket });
    await works(session);
  });

  test("that is open already, or not yet", async () => {
    const webSocket = new WebSocket(url);
    await works(await connect({ webSocket }));
    expect(webSocket.readyState).not.toBe(WebSocket.OPEN);
  });

  test("that is open already, and greets in the same moment", async () => {
    const listeners = new Map<string, (event: object) => void>();
    const webSocket: WebSocketLike = {
      binaryType: "",
      readyState: 1,
      send: () => listeners.get("message")?.({ data: '{"return": {}, "id": 0}\r\n' }),
      close: () => listeners.get("close")?.({}),
      addEventListener: (type, listener) => listeners.set(type, listener),
    };
    const connecting = connect({ webSocket, protocol: qmp, validators });
    listeners.get("message")?.({ data: '{"QMP": {"capabilities": []}}\r\n' });
    await (await connecting).close();
  });

  test("that the server ends: the session is told", async () => {
    const session = await connect({ webSocket: url, WebSocket });
    const call = rejection(session.once("NEVER"));
    for (const client of sockets.clients) client.terminate();
    expect(await call).toMatchObject({ code: "disconnected" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });

  test("that does not open", async () => {
    const closed = new WebSocketServer({ port: 0 });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => {
      closed.close(resolve);
    });
    expect(await rejection(connect({ webSocket: `ws://127.0.0.1:${port}`, WebSocket }))).toMatchObject({
      code: "connect-failed",
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
  });

  test("that is given up", async () => {
    const webSocket = new WebSocket(url);
    const error = rejection(connect({ webSocket, signal: AbortSignal.timeout(0), timeout: 50 }));
    const { code } = (await error) as { code: string };
    expect(["connect-aborted", "connect-failed"]).toContain(code);
  });

  test.runIf(!("WebSocket" in globalThis))("without a constructor, where the platform has none", async () => {
    expect(await rejection(connect({ webSocket: url }))).toMatchObject({
      code: "connect-failed",
      message: expect.stringContaining("the package ws") as string,
    });
  });
});

describe("a pair of Web Streams", () => {
  async function pair(): Promise<{
    readable: ReadableStream<Uint8Array>;
    writable: WritableStream<Uint8Array>;
  }> {
    const { port = 0 } = await server.listen({ port: 0 });
    const socket = connectSocket(port, "127.0.0.1");
    await once(socket, "connect");
    return Duplex.toWeb(socket);
  }

  test("carries a session", async () => {
    await works(await connect(await pair()));
  });

  test("that fails: the session is told why", async () => {
    let fail: (error: Error) => void = () => undefined;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        fail = (error) => {
          controller.error(error);
        };
      },
    });
    const error = rejection(connect({ readable, writable: new WritableStream() }));
    fail(new Error("the tab was closed"));
    expect(await error).toMatchObject({
      code: "connect-closed",
      cause: { cause: { message: "the tab was closed" } },
    });
  });

  test("that does not read cannot keep the connection from closing", async () => {
    let greet: (text: string) => void = () => undefined;
    const readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        greet = (text) => {
          controller.enqueue(new TextEncoder().encode(text));
        };
      },
    });
    const writable = new WritableStream({ write: () => new Promise<void>(() => undefined) });
    const error = rejection(connect({ readable, writable, timeout: 50 }));
    greet('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    expect(await error).toMatchObject({ code: "negotiation-failed" });
  });

  test("can hold back the server", async () => {
    const session = await connect(await pair());
    const stream = session.events({ limit: 2, overflow: "pause" });
    server.raise("A", 0);
    for (let index = 1; index < 200; index++) server.raise("A", index);
    await session.call("echo");
    for (let index = 0; index < 200; index++)
      expect((await stream.next()).value).toMatchObject({ data: index });
    await session.close();
  });
});
