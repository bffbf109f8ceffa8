import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Transport, TransportSink } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server, type ServerOptions } from "../../../runtime/server/index.js";
import { settle } from "../support/scripted-peer.js";
import { connectTo } from "../support/served.js";

/** A client that takes what it is sent only when a test says so. */
class SlowClient implements Transport {
  readonly taken: string[] = [];
  paused = 0;
  closed = false;
  #sink: TransportSink | undefined;
  #waiting: { text: string; taken: () => void }[] = [];

  readonly open = (sink: TransportSink): Promise<Transport> => {
    this.#sink = sink;
    return Promise.resolve(this);
  };

  send(text: string): Promise<void> {
    return new Promise((taken) => {
      this.#waiting.push({ text, taken });
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

  says(text: string): void {
    this.#sink?.data(text);
  }

  /** Takes all that waits, and lets the server go on. */
  async takes(): Promise<void> {
    for (const { text, taken } of this.#waiting.splice(0)) {
      this.taken.push(text);
      taken();
    }
    await settle();
  }
}

interface Slow {
  readonly client: SlowClient;
  readonly problems: string[];
  readonly server: Server;
}

async function slowClient(options: ServerOptions): Promise<Slow> {
  const problems: string[] = [];
  const server = newServer({ ...options, onProblem: (problem) => problems.push(problem.message) });
  const client = new SlowClient();
  server.serve(client.open);
  await settle();
  client.says('{"execute":"qmp_capabilities"}');
  await settle();
  await client.takes();
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

test("a client that takes nothing is hung up on, and the others are not held up", async () => {
  const { client, problems, server } = await slowClient({ queueLimit: 1000 });
  const session = await connectTo(server);
  const events = session.events("TICK");
  for (let number = 0; number < 100; number++) {
    server.raise("TICK", { number, text: "x".repeat(90) });
    await settle();
  }
  expect(client.closed).toBe(true);
  expect(problems).toEqual(["more than 1000 characters wait for client 1: its connection is ended"]);
  for (let number = 0; number < 100; number++) {
    expect((await events.next()).value?.data).toMatchObject({ number });
  }
  expect(server.clients).toBe(1);
  await session.close();
});

test("or misses events, which is told once for each time, and never misses a reply", async () => {
  const { client, problems, server } = await slowClient({ queueLimit: 1000, slowClients: "drop" });
  for (let number = 0; number < 100; number++) server.raise("TICK", { number });
  client.says('{"execute":"count"}');
  await settle();
  await client.takes();
  server.raise("TICK", { number: "next" });
  await settle();
  await client.takes();
  const texts = client.taken.join("");
  expect(texts.match(/TICK/g)?.length).toBeLessThan(20);
  expect(texts).toContain('{"return":0}');
  expect(texts).toContain('"number":"next"');
  const told = "more than 1000 characters wait for client 1: it misses events";
  expect(problems).toEqual([told]);
  for (let number = 0; number < 100; number++) server.raise("TICK", { number });
  expect(problems).toEqual([told, told]);
  expect(client.closed).toBe(false);
});

test("a client that asks and does not take the answers is neither read nor obeyed until it does", async () => {
  const { client, server } = await slowClient({ queueLimit: 1000, record: true });
  for (let count = 0; count < 50; count++) client.says('{"execute":"big"}');
  await new Promise(setImmediate);
  expect(client.paused).toBe(1);
  expect(server.recording.commands.length).toBeLessThan(10);
  for (let round = 0; round < 50; round++) {
    await client.takes();
    await new Promise(setImmediate);
  }
  expect(client.paused).toBe(0);
  expect(client.taken.join("").match(/"number":/g)).toHaveLength(50);
  await server.close();
});

test("a client is read on when it has taken what filled its post", async () => {
  const { client, server } = await slowClient({ queueLimit: 100, slowClients: "drop" });
  client.says('{"execute":"big"}');
  await new Promise(setImmediate);
  expect(client.paused).toBe(1);
  await client.takes();
  expect(client.paused).toBe(0);
  server.raise("TICK", { text: "x".repeat(200) });
  expect(client.paused).toBe(1);
  await settle();
  await client.takes();
  expect(client.paused).toBe(0);
  await server.close();
});

test("a client that asks faster than it is answered is not read on", async () => {
  const { client, server } = await slowClient({});
  client.says('{"execute":"big"}'.repeat(200));
  expect(client.paused).toBe(1);
  await new Promise(setImmediate);
  expect(client.paused).toBe(0);
  await server.close();
});

test("a client on a real socket that does not read is hung up on", async () => {
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

test("a server closes though a client takes nothing", async () => {
  const { client, server } = await slowClient({ queueLimit: 1000 });
  for (let count = 0; count < 50; count++) client.says('{"execute":"big"}');
  await new Promise(setImmediate);
  await server.close();
  expect(client.closed).toBe(true);
  // A transport that is not read may not see its own end.
  expect(client.paused).toBe(0);
});
