import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { qmp } from "../../../generated/qmp/index.js";
import * as validators from "../../../generated/qmp/validators.js";
import { connect } from "../../../runtime/index.js";
import type { WebSocketLike } from "../../../runtime/transport/web-socket.js";
import { webSocketOpener } from "../../../runtime/transport/web-socket.js";
import { rejection } from "../support/scripted-peer.js";
import { createEchoServer, expectWorking } from "./support.js";

const server = createEchoServer();
const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
let url = "";

beforeAll(async () => {
  if (sockets.address() === null) await once(sockets, "listening");
  url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
  // The server uses the same transport, which tests both directions.
  sockets.on("connection", (webSocket) => {
    server.serve(webSocketOpener({ webSocket }));
  });
});

afterAll(async () => {
  await server.close();
  sockets.close();
});

describe("a session over a WebSocket", () => {
  test("connects to a URL with the given constructor", async () => {
    const session = await connect({ webSocket: url, WebSocket });
    await expectWorking(session);
  });

  test("waits for a WebSocket that is still connecting, and closes it", async () => {
    const webSocket = new WebSocket(url);
    await expectWorking(await connect({ webSocket }));
    expect(webSocket.readyState).not.toBe(WebSocket.OPEN);
  });

  test("reads a greeting that arrives in the tick in which connect() is called", async () => {
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

  test("ends with an error when the server ends the WebSocket", async () => {
    const session = await connect({ webSocket: url, WebSocket });
    const event = rejection(session.once("NEVER"));
    for (const client of sockets.clients) client.terminate();
    expect(await event).toMatchObject({ code: "disconnected" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
  });

  test("is rejected if the WebSocket does not open", async () => {
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

  test("is rejected if it is aborted while the WebSocket is connecting", async () => {
    const webSocket = new WebSocket(url);
    const error = rejection(connect({ webSocket, signal: AbortSignal.timeout(0), timeout: 50 }));
    const { code } = (await error) as { code: string };
    expect(["connect-aborted", "connect-failed"]).toContain(code);
  });

  test.runIf(!("WebSocket" in globalThis))(
    "is rejected without a constructor on a platform without WebSocket",
    async () => {
      expect(await rejection(connect({ webSocket: url }))).toMatchObject({
        code: "connect-failed",
        message: expect.stringContaining("pass the option WebSocket") as string,
      });
    },
  );
});
