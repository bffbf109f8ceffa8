import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Session } from "qapi-ts";
import { connectTarget, parseTarget } from "qapi-ts-tools";
import { createToken, type ShareListener, type WebSocketAddress } from "qapi-ts-tools/share";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { createCertificates, type Certificates } from "../certificates.js";
import { ScriptedMachine, share, until, type SharedFixture } from "../support.js";

let folder = "";
let certificates: Certificates;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qmp-share-ws-"));
  certificates = createCertificates(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const token = createToken();
const start = (): Promise<ScriptedMachine> =>
  new ScriptedMachine((request, machine) => {
    machine.reply(request, request.arguments["text"] ?? request.command);
  }).start();

const listen = ({ shared }: SharedFixture, options: Partial<WebSocketAddress> = {}): Promise<ShareListener> =>
  shared.listen({ kind: "web-socket", host: "127.0.0.1", port: 0, ...options });

/** Opens a WebSocket, and returns it with the codes and reasons of its end. */
async function open(url: string, options: WebSocket.ClientOptions = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, "binary", options);
  await once(socket, "open");
  return socket;
}

const closeOf = async (socket: WebSocket): Promise<[number, string]> => {
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  return [code, reason.toString()];
};

describe("a WebSocket", () => {
  test("is served as a socket is, in binary frames or in text", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { address } = await listen(fixture);
    const socket = new WebSocket(address, "binary");
    await using session = await connect({ webSocket: socket });
    expect(socket.protocol).toBe("binary");
    const text = "é€\u{1F600}".repeat(10_000);
    expect(await session.call("echo", { text })).toBe(text);
    expect(fixture.shared.clients).toMatchObject([
      { name: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string, address },
    ]);

    const plain = new WebSocket(address);
    const [first, isBinary] = (await once(plain, "message")) as [Buffer, boolean];
    expect(isBinary).toBe(false);
    expect(JSON.parse(first.toString())).toMatchObject({ QMP: {} });
    plain.close();
    expect(await closeOf(plain)).toEqual([1005, ""]);
    await until(() => fixture.shared.clients.length === 1);
  });

  test("is disconnected if it does not read", async () => {
    await using machine = await start();
    await using fixture = await share(machine, { queueLimit: 100_000 });
    const { address } = await listen(fixture);
    const socket = new WebSocket(address, "binary");
    await using session = await connect({ webSocket: socket });
    socket.pause();
    const data = { text: "x".repeat(100_000) };
    for (let count = 0; count < 500 && fixture.shared.clients.length > 0; count++) {
      machine.send({ event: "BIG", data, timestamp: { seconds: 1, microseconds: 1 } });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(() => fixture.shared.clients.length === 0);
    const reasons = fixture.entries.flatMap((entry) => (entry.kind === "disconnected" ? [entry.reason] : []));
    expect(reasons).toEqual([expect.stringMatching(/does not read/)]);
    socket.terminate();
    await session.closed;
  });

  test("other HTTP requests receive status 426, or what the program answers", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { port } = await listen(fixture);
    expect((await fetch(`http://127.0.0.1:${String(port)}/`)).status).toBe(426);
    const page = await listen(fixture, { onRequest: (_request, response) => response.end("a page") });
    expect(await (await fetch(`http://127.0.0.1:${String(page.port)}/`)).text()).toBe("a page");
    await page.close();
    await expect(fetch(`http://127.0.0.1:${String(page.port)}/`)).rejects.toThrow();
  });
});

describe("the token", () => {
  test("is the first message; the fragment of a target sends it", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { address } = await listen(fixture, { token });
    const socket = await open(address);
    socket.send(JSON.stringify({ token }));
    await using session = await connect({ webSocket: socket });
    expect(await session.call("query-name")).toBe("query-name");
    await using other: Session = await connectTarget(parseTarget(`${address}/#${token}`));
    expect(await other.call("query-status")).toBe("query-status");
    await expect(
      connectTarget(parseTarget(`${address}/#${token}x`), {}, { timeout: 2_000 }),
    ).rejects.toThrow();
    await expect(connectTarget(parseTarget(address), {}, { timeout: 500 })).rejects.toThrow();
  });

  test.each([
    ["a wrong token", '{"token":"abc"}', "it sent a wrong token"],
    ["no token", '{"execute":"qmp_capabilities"}', "it sent a wrong token"],
    ["text that is not JSON", "x", "it sent a wrong token"],
    ["a token that is not text", '{"token":["abc"]}', "it sent a wrong token"],
    ["too much text", `{"token":"${"x".repeat(1_000_000)}"}`, "it sent too much before a token"],
  ])("a client with %s is disconnected before it receives anything", async (_name, message, reason) => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { address } = await listen(fixture, { token });
    const socket = await open(address);
    const received: unknown[] = [];
    socket.on("message", (data) => received.push(data));
    socket.send(message);
    expect(await closeOf(socket)).toEqual([1008, reason]);
    expect(received).toEqual([]);
    expect(fixture.entries).toEqual([]);
    expect(fixture.problems).toEqual([expect.stringMatching(new RegExp(`was refused: ${reason}$`))]);
  });

  test("is different each time, and fits in a URL", () => {
    expect(createToken()).not.toBe(token);
    expect(token).toMatch(/^[\w-]{32}$/);
  });
});

describe("a page", () => {
  test("may connect if its origin is that of the port, or is listed", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { address, port = 0 } = await listen(fixture, { origins: ["https://example.org"] });
    for (const origin of [`http://127.0.0.1:${port}`, "https://example.org"]) {
      await using session = await connect({ webSocket: new WebSocket(address, "binary", { origin }) });
      expect(await session.call("query-name")).toBe("query-name");
    }
    for (const origin of [
      "https://evil.example",
      "https://example.org.evil.example",
      "null",
      `http://localhost:${port}`,
    ]) {
      await expect(open(address, { origin })).rejects.toThrow("Unexpected server response: 403");
    }
    expect(fixture.problems[0]).toMatch(
      /was refused: its origin is "https:\/\/evil.example", which --origin does not list$/,
    );
  });

  test("may not connect if its name was given the address of this host", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { address, port = 0 } = await listen(fixture);
    const host = `evil.example:${port}`;
    await expect(open(address, { origin: `http://${host}`, headers: { host } })).rejects.toThrow("403");
    await expect(open(address, { headers: { host: "127.0.0.1.evil.example" } })).rejects.toThrow("403");
    expect(fixture.problems[0]).toMatch(/its host is "evil.example:\d+"$/);
  });
});

describe("beyond the loopback interface", () => {
  test("TLS and a token are required", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { server } = certificates;
    const host = "0.0.0.0";
    await expect(listen(fixture, { host, token })).rejects.toThrow(
      "ws://0.0.0.0 is not the loopback interface, and needs TLS: use wss:// with --tls-cert and --tls-key.",
    );
    await expect(listen(fixture, { host, tls: server })).rejects.toThrow(
      "wss://0.0.0.0 is not the loopback interface, and needs a token: give --token.",
    );
    const { address, port } = await listen(fixture, { host, tls: server, token });
    expect(address).toBe(`wss://0.0.0.0:${String(port)}`);
    const socket = await open(`wss://localhost:${String(port)}`, { ca: certificates.authority });
    socket.send(JSON.stringify({ token }));
    await using session = await connect({ webSocket: socket });
    expect(await session.call("query-name")).toBe("query-name");
  });

  test("a client's certificate names it, if it is required", async () => {
    await using machine = await start();
    await using fixture = await share(machine);
    const { server, client, authority } = certificates;
    const { port } = await listen(fixture, { tls: { ...server, ca: authority } });
    const url = `wss://localhost:${String(port)}`;
    const webSocket = new WebSocket(url, "binary", { ca: authority, ...client });
    await using session = await connect({ webSocket });
    expect(await session.call("query-name")).toBe("query-name");
    expect(fixture.shared.clients).toMatchObject([{ name: "operator" }]);
    await expect(open(url, { ca: authority })).rejects.toThrow();
  });
});
