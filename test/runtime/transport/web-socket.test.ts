import { once } from "node:events";
import { Socket, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { qmp } from "../../../generated/qmp/index.js";
import * as validators from "../../../generated/qmp/validators.js";
import { connect, type QapiError, type Session } from "../../../runtime/index.js";
import type { WebSocketLike } from "../../../runtime/transport/web-socket.js";
import { webSocketOpener } from "../../../runtime/transport/web-socket.js";
import { useFakeTimers, within500Ms } from "../support/fake-timers.js";
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

/** A WebSocket that does what a test says. */
class FakeWebSocket implements WebSocketLike {
  binaryType = "";
  readyState = 1;
  closeCalls = 0;
  sending: () => void = () => undefined;
  readonly #listeners = new Map<string, ((event: object) => void)[]>();

  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  emit(type: string, event: object = {}): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  send(data: Uint8Array): void {
    this.sending();
    const id = /"id":(\d+)/.exec(Buffer.from(data).toString())?.[1];
    if (Buffer.from(data).includes("qmp_capabilities"))
      this.emit("message", { data: `{"return": {}, "id": ${id ?? ""}}\r\n` });
  }

  close(): void {
    this.closeCalls++;
    this.readyState = 2;
  }
}

async function connectedTo(webSocket: FakeWebSocket): Promise<Session> {
  const connecting = connect({ webSocket });
  webSocket.emit("message", { data: '{"QMP": {"capabilities": []}}\r\n' });
  return await connecting;
}

describe("a WebSocket that is closed or broken settles a pending call and a new call within 500 ms if", () => {
  const faults: Readonly<Record<string, (webSocket: FakeWebSocket) => void>> = {
    "the program closes it, and the peer does not answer": (webSocket) => {
      webSocket.close();
    },
    "it is closed without an event": (webSocket) => {
      webSocket.readyState = 3;
    },
    "it has an error, and no close event follows": (webSocket) => {
      webSocket.readyState = 2;
      webSocket.emit("error", { message: "Invalid WebSocket frame" });
    },
    "its close event comes": (webSocket) => {
      webSocket.readyState = 3;
      webSocket.emit("close");
    },
    "sending throws": (webSocket) => {
      webSocket.sending = () => {
        throw new Error("InvalidStateError");
      };
    },
  };

  test.each(Object.entries(faults))("%s", async (_name, fault) => {
    useFakeTimers();
    const webSocket = new FakeWebSocket();
    const session = await connectedTo(webSocket);
    const event = rejection(session.once("NEVER"));
    const pending = rejection(session.call("pending"));
    await Promise.resolve();
    fault(webSocket);
    const next = rejection(session.call("next"));
    const [{ error }, ...errors] = await within500Ms(Promise.all([session.closed, next, pending, event]));
    expect(error).toMatchObject({ code: "disconnected" });
    for (const { code } of errors as QapiError[]) expect(["disconnected", "outcome-unknown"]).toContain(code);
  });

  test.each([2, 3])("it is in state %d when the session is opened", async (readyState) => {
    const webSocket = new FakeWebSocket();
    webSocket.readyState = readyState;
    expect(await rejection(connect({ webSocket }))).toMatchObject({ code: "connect-failed" });
  });

  test.each(["an invalid frame", "a close frame without the end of the connection"])(
    "a real peer sends %s",
    async (what) => {
      const session = await connect({ webSocket: url, WebSocket });
      const pending = rejection(session.call("never"));
      const [client] = sockets.clients;
      const raw: unknown = client && Reflect.get(client, "_socket");
      if (!(raw instanceof Socket)) throw new Error("the package ws has no socket");
      // The server does not read, so that it does not end the connection either.
      raw.pause();
      raw.write(Uint8Array.from(what === "an invalid frame" ? [0xff, 0xff, 0xff] : [0x88, 0x00]));
      expect(await pending).toMatchObject({ code: "outcome-unknown" });
      client?.terminate();
    },
  );
});

describe("a session over a WebSocket", () => {
  test("connects to a URL with the given constructor", async () => {
    const session = await connect({ webSocket: url, WebSocket });
    await expectWorking(session);
  });

  test("leaves no timer when it was closed", async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    const before = timers();
    const webSocket = new FakeWebSocket();
    const session = await connectedTo(webSocket);
    const closing = session.close();
    webSocket.emit("close");
    await closing;
    expect(timers()).toBe(before);
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
