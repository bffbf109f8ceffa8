import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Transport, TransportSink } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server, type ServerOptions } from "../../../runtime/server/index.js";
import { settle } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

/** A client that reads only when a test calls `read`. */
class SlowClient implements Transport {
  readonly received: string[] = [];
  paused = 0;
  closed = false;
  #sink: TransportSink | undefined;
  #unread: { text: string; resolve: () => void }[] = [];

  readonly open = (sink: TransportSink): Promise<Transport> => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#unread.push({ text, resolve });
    });
  }

  close(): void {
    this.closed = true;
    this.#sink?.closed();
  }

  pause(): void {
    this.paused++;
  }

  resume(): void {
    this.paused--;
  }

  write(text: string): void {
    this.#sink?.data(text);
  }

  /** Reads everything that was sent, and lets the server continue. */
  async read(): Promise<void> {
    for (const { text, resolve } of this.#unread.splice(0)) {
      this.received.push(text);
      resolve();
    }
    await settle();
  }
}

interface Fixture {
  readonly client: SlowClient;
  readonly problems: string[];
  readonly server: Server;
}

async function slowClient(options: ServerOptions): Promise<Fixture> {
  const problems: string[] = [];
  const server = newServer({ ...options, onProblem: (problem) => problems.push(problem.message) });
  const client = new SlowClient();
  server.serve(client.open);
  await settle();
  client.write('{"execute":"qmp_capabilities"}');
  await settle();
  await client.read();
  return { client, problems, server };
}

function newServer(options: ServerOptions): Server {
  let executed = 0;
  const big = "x".repeat(400);
  return createServer(
    anyProtocol,
    { big: () => ({ number: executed++, big }), count: () => executed },
    options,
  );
}

test("closes the connection to a client that does not read, without delaying others", async () => {
  const { client, problems, server } = await slowClient({ queueLimit: 1000 });
  const session = await connectTo(server);
  const events = session.events("TICK");
  for (let number = 0; number < 100; number++) {
    server.raise("TICK", { number, text: "x".repeat(90) });
    await settle();
  }
  expect(client.closed).toBe(true);
  expect(problems).toEqual([
    "client 1 does not read: more than 1000 bytes are queued; its connection is closed",
  ]);
  for (let number = 0; number < 100; number++) {
    expect((await events.next()).value?.data).toMatchObject({ number });
  }
  expect(server.clients).toBe(1);
  await session.close();
});

test("drops events but no replies with the policy drop, and reports it at most once per second", async () => {
  const time = vi.spyOn(performance, "now").mockReturnValue(0);
  const { client, problems, server } = await slowClient({ queueLimit: 1000, slowClients: "drop" });
  for (let number = 0; number < 100; number++) server.raise("TICK", { number });
  client.write('{"execute":"count"}');
  await settle();
  await client.read();
  server.raise("TICK", { number: "next" });
  await settle();
  await client.read();
  const texts = client.received.join("");
  expect(texts.match(/TICK/g)?.length).toBeLessThan(20);
  expect(texts).toContain('{"return":0}');
  expect(texts).toContain('"number":"next"');
  const problem = "client 1 does not read: more than 1000 bytes are queued; events are dropped";
  for (let number = 0; number < 100; number++) server.raise("TICK", { number });
  expect(problems).toEqual([problem]);
  await settle();
  await client.read();
  time.mockReturnValue(1000);
  for (let number = 0; number < 100; number++) server.raise("TICK", { number });
  expect(problems).toEqual([problem, `${problem} (1 similar problem was not reported)`]);
  time.mockRestore();
  expect(client.closed).toBe(false);
});

test("pauses a client that does not read its replies, and executes no command of it meanwhile", async () => {
  const { client, server } = await slowClient({ queueLimit: 1000, record: true });
  for (let count = 0; count < 50; count++) client.write('{"execute":"big"}');
  await new Promise(setImmediate);
  expect(client.paused).toBe(1);
  expect(server.recording.commands.length).toBeLessThan(10);
  for (let round = 0; round < 50; round++) {
    await client.read();
    await new Promise(setImmediate);
  }
  expect(client.paused).toBe(0);
  expect(client.received.join("").match(/"number":/g)).toHaveLength(50);
  await server.close();
});

test("resumes a client when it has read the text that filled its queue", async () => {
  const { client, server } = await slowClient({ queueLimit: 100, slowClients: "drop" });
  client.write('{"execute":"big"}');
  await new Promise(setImmediate);
  expect(client.paused).toBe(1);
  await client.read();
  expect(client.paused).toBe(0);
  server.raise("TICK", { text: "x".repeat(200) });
  expect(client.paused).toBe(1);
  await settle();
  await client.read();
  expect(client.paused).toBe(0);
  await server.close();
});

test("pauses a client that sends faster than it is answered", async () => {
  const { client, server } = await slowClient({});
  client.write('{"execute":"big"}'.repeat(200));
  expect(client.paused).toBe(1);
  await new Promise(setImmediate);
  expect(client.paused).toBe(0);
  await server.close();
});

test("closes the connection to a client that does not read from a real socket", async () => {
  const problems: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), "qapi-ts-"));
  const path = join(folder, "daemon.sock");
  const server = newServer({ queueLimit: 100_000, onProblem: (problem) => problems.push(problem.message) });
  await server.listen({ path });
  const socket = createConnection(path);
  socket.write('{"execute":"qmp_capabilities"}');
  socket.pause();
  while (server.clients === 0) await new Promise(setImmediate);
  while (problems.length === 0) {
    server.raise("TICK", { text: "x".repeat(10_000) });
    await new Promise(setImmediate);
  }
  server.raise("TICK", { text: "once more" });
  expect(server.clients).toBe(0);
  expect(problems).toHaveLength(1);
  socket.destroy();
  await server.close();
  await rm(folder, { recursive: true });
});

test("closes although a client does not read", async () => {
  const { client, server } = await slowClient({ queueLimit: 1000 });
  for (let count = 0; count < 50; count++) client.write('{"execute":"big"}');
  await new Promise(setImmediate);
  await server.close();
  expect(client.closed).toBe(true);
  // A paused transport may not see the end of its connection.
  expect(client.paused).toBe(0);
});
