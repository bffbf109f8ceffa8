import { describe, expect, test } from "vitest";
import { connectAccessor, type SignalAccessor } from "../../../runtime/index.js";
import {
  anyProtocol,
  CommandFailure,
  createServer,
  type ServerOptions,
} from "../../../runtime/server/index.js";
import type { Server, Signal } from "../../../runtime/server/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { connectTo, rawClient, type RawClient } from "../support/served.js";

interface Action {
  readonly action: string;
}

/** An accessor without default connections, and one over an event that has them. */
const fresh: SignalAccessor<{ device: string }, Action> = { name: "device-event", event: "DEVICE_EVENT" };
const ordinary: SignalAccessor<{ device: string }, Action> = {
  name: "io-error",
  event: "IO_ERROR",
  match: { device: "device" },
};

interface Fixture {
  readonly server: Server;
  readonly fresh: Signal<{ device: string }, Action, string>;
  readonly ordinary: Signal<{ device: string }, Action, string>;
  readonly problems: unknown[];
}

function find({ device }: { device: string }): string {
  if (device.startsWith("d")) return device;
  throw new CommandFailure(`there is no device '${device}'`, "DeviceNotFound");
}

function serve(options: ServerOptions = {}): Fixture {
  const problems: unknown[] = [];
  const server = createServer(
    anyProtocol,
    { ping: () => "pong" },
    { now: () => 1000, onProblem: (problem) => problems.push(problem), ...options },
  );
  return { server, fresh: server.signal(fresh, find), ordinary: server.signal(ordinary, find), problems };
}

const negotiation = '{"execute":"qmp_capabilities","arguments":{"enable":["signals"]}}';
const dropping =
  '{"execute":"qmp_capabilities","arguments":{"enable":["signals"],"default-connections":false}}';

/** A raw client that has negotiated. */
async function client(server: Server, negotiate = negotiation): Promise<RawClient> {
  const raw = await rawClient(server);
  raw.write(negotiate);
  await raw.messages(2);
  return raw;
}

const request = (execute: string, args: object): string => JSON.stringify({ execute, arguments: args });

describe("signal commands", () => {
  test("return a tag that the events of the connection carry", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.write(request("device-event-connect", { device: "d0" }));
    const tag = ((await raw.messages(3))[2] as { return: unknown }).return;
    expect(tag).toEqual(expect.any(String));
    fresh.raise("d1", { action: "other's" });
    fresh.raise("d0", { action: "stop" });
    raw.write(request("device-event-disconnect", { device: "d0", tag }));
    expect((await raw.messages(5)).slice(3)).toEqual([
      { timestamp: { seconds: 1, microseconds: 0 }, event: "DEVICE_EVENT", data: { action: "stop" }, tag },
      { return: {} },
    ]);
    fresh.raise("d0", { action: "late" });
    raw.write('{"execute":"ping"}');
    expect((await raw.messages(6))[5]).toEqual({ return: "pong" });
    expect(fresh.connections).toBe(0);
  });

  test("return a tag for each connection, which receives its own events", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    const connect = request("device-event-connect", { device: "d0" });
    raw.write(connect + connect);
    const tags = (await raw.messages(4)).slice(2).map((reply) => (reply as { return: string }).return);
    expect(new Set(tags).size).toBe(2);
    fresh.raise("d0", { action: "stop" });
    const events = (await raw.messages(6)).slice(4);
    expect(events.map((event) => (event as { tag: string }).tag)).toEqual(tags);
  });

  test("refuse an unknown object with the error of the finder", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.write(request("device-event-connect", { device: "x" }));
    expect((await raw.messages(3))[2]).toEqual({
      error: { class: "DeviceNotFound", desc: "there is no device 'x'" },
    });
    expect(fresh.connections).toBe(0);
  });

  test("refuse a tag that is unknown, disconnected, of another client or of a removed object", async () => {
    const { server, fresh } = serve();
    const [raw, other] = [await client(server), await client(server)];
    raw.write(request("device-event-connect", { device: "d0" }));
    const { return: tag } = (await raw.messages(3))[2] as { return: string };
    const disconnect = request("device-event-disconnect", { device: "d0", tag });
    other.write(disconnect);
    const refusal = { error: { class: "GenericError", desc: `there is no connection '${tag}'` } };
    expect((await other.messages(3))[2]).toEqual(refusal);
    raw.write(request("io-error-disconnect", { device: "d0", tag }));
    raw.write(request("device-event-disconnect", { device: "d0", tag: "never" }));
    raw.write(request("device-event-disconnect", { device: "d0" }));
    raw.write(disconnect + disconnect);
    expect((await raw.messages(8)).slice(3)).toMatchObject([
      refusal,
      { error: { class: "GenericError", desc: "there is no connection 'never'" } },
      { error: { class: "GenericError", desc: "the argument 'tag' must be a string" } },
      { return: {} },
      refusal,
    ]);
    other.write(request("device-event-connect", { device: "d1" }));
    const { return: second } = (await other.messages(4))[3] as { return: string };
    fresh.drop("d1");
    fresh.raise("d1", { action: "unheard" });
    other.write(request("device-event-disconnect", { device: "d1", tag: second }));
    expect((await other.messages(6))[5]).toMatchObject({ error: { class: "GenericError" } });
  });

  test("inform the client, and no other, when the server removes the object of a connection", async () => {
    const { server, fresh } = serve({ record: true });
    const [raw, other] = [await client(server, dropping), await client(server)];
    raw.write(request("device-event-connect", { device: "d0" }).repeat(2));
    const tags = (await raw.messages(4)).slice(2).map((reply) => (reply as { return: string }).return);
    fresh.raise("d0", { action: "stop" });
    fresh.drop("d0");
    fresh.drop("d0");
    for (const each of [raw, other]) each.write('{"execute":"ping"}');
    const notice = (tag: string | undefined): object => ({
      timestamp: { seconds: 1, microseconds: 0 },
      event: "SIGNAL_DISCONNECTED",
      data: { tag, accessor: "device-event" },
      tag,
    });
    expect((await raw.messages(9)).slice(4)).toEqual([
      expect.objectContaining({ event: "DEVICE_EVENT", tag: tags[0] }),
      expect.objectContaining({ event: "DEVICE_EVENT", tag: tags[1] }),
      notice(tags[0]),
      notice(tags[1]),
      { return: "pong" },
    ]);
    expect((await other.messages(3))[2]).toEqual({ return: "pong" });
    expect(server.recording.events.slice(2)).toMatchObject(tags.map((tag) => ({ data: { tag } })));
  });

  test("remove the connections of a client that disconnects, even while it connects", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.write(request("device-event-connect", { device: "d0" }));
    await raw.messages(3);
    expect(fresh.connections).toBe(1);
    let found: (object: string) => void = () => undefined;
    const slow = server.signal(
      { name: "slow", event: "SLOW" },
      () => new Promise<string>((resolve) => (found = resolve)),
    );
    raw.write(request("slow-connect", {}));
    await settle();
    raw.close();
    await raw.closed;
    await settle();
    found("late");
    await settle();
    expect([fresh.connections, slow.connections]).toEqual([0, 0]);
  });
});

describe("compatibility", () => {
  async function textsOf(
    server: Server,
    negotiate: string,
    requests: readonly string[],
  ): Promise<readonly unknown[]> {
    const raw = await client(server, negotiate);
    for (const one of requests) raw.write(one);
    await raw.messages(2 + requests.length);
    return raw.messages(2 + requests.length);
  }

  test("a client without signals receives only the additional capability", async () => {
    const { server, ordinary, fresh } = serve();
    const raw = await client(server, '{"execute":"qmp_capabilities"}');
    raw.write(request("device-event-connect", { device: "d0" }));
    ordinary.raise("d0", { action: "stop" });
    fresh.raise("d0", { action: "unheard" });
    expect(await raw.messages(4)).toEqual([
      expect.objectContaining({ QMP: expect.objectContaining({ capabilities: ["signals"] }) as unknown }),
      { return: {} },
      { timestamp: { seconds: 1, microseconds: 0 }, event: "IO_ERROR", data: { action: "stop" } },
      { error: { class: "CommandNotFound", desc: "there is no command 'device-event-connect'" } },
    ]);
  });

  test("a server without signals offers no capability and refuses to enable it", async () => {
    const server = createServer(anyProtocol, {});
    const [greeting, refused] = await textsOf(server, dropping, []);
    expect(greeting).toMatchObject({ QMP: { capabilities: [] } });
    expect(refused).toMatchObject({ error: { class: "GenericError" } });
  });

  test("a client with signals can drop the default connections", async () => {
    const { server, ordinary } = serve();
    const keeps = await client(server, negotiation);
    const drops = await client(server, dropping);
    drops.write(request("io-error-connect", { device: "d0" }));
    const { return: tag } = (await drops.messages(3))[2] as { return: string };
    ordinary.raise("d0", { action: "stop" });
    server.raise("STOP");
    drops.write('{"execute":"ping"}');
    expect((await drops.messages(5)).slice(3)).toMatchObject([
      { event: "IO_ERROR", tag },
      { return: "pong" },
    ]);
    expect((await keeps.messages(4)).slice(2)).toMatchObject([{ event: "IO_ERROR" }, { event: "STOP" }]);
    expect((await keeps.messages(4))[2]).not.toHaveProperty("tag");
  });

  test.each([
    ['{"default-connections":false}', "needs the capability"],
    ['{"enable":["signals"],"default-connections":5}', "must be true or false"],
    ['{"enable":["signals"],"now":true}', "unexpected"],
  ])("a negotiation with %s fails and can be repeated", async (args, message) => {
    const { server } = serve();
    const raw = await rawClient(server);
    raw.write(`{"execute":"qmp_capabilities","arguments":${args}}${dropping}`);
    const [, refused, settled] = await raw.messages(3);
    expect(refused).toEqual({
      error: { class: "GenericError", desc: expect.stringContaining(message) as unknown },
    });
    expect(settled).toEqual({ return: {} });
  });
});

describe("a session with this server", () => {
  test("receives the events of its connections and can drop the default connections", async () => {
    const { server, ordinary: signal } = serve({ record: true });
    const clock = new ManualClock();
    await using session = await connectTo(server, { defaultConnections: false, clock });
    clock.advance(0);
    expect(session.capabilities).toEqual(["signals"]);
    const seen: string[] = [];
    const connection = await connectAccessor(session, ordinary, { device: "d0" }, ({ data, tag }) => {
      seen.push(`${data.action} ${String(tag === connection.tag)}`);
    });
    signal.raise("d1", { action: "other's" });
    signal.raise("d0", { action: "stop" });
    await session.call("ping");
    expect(seen).toEqual(["stop true"]);
    expect(await rejection(session.connectSignal("IO_ERROR", () => undefined))).toMatchObject({
      code: "capability-missing",
    });
    expect(await rejection(session.once("STOP"))).toMatchObject({ code: "capability-missing" });
    signal.raise("d0", { action: "in flight" });
    await connection.disconnect();
    signal.raise("d0", { action: "late" });
    await session.call("ping");
    expect(seen).toEqual(["stop true"]);
    expect(server.recording.commands.map(({ command }) => command)).toEqual([
      "qmp_capabilities",
      "io-error-connect",
      "ping",
      "io-error-disconnect",
      "ping",
    ]);
    const entry = { client: 1, event: "IO_ERROR", tag: connection.tag };
    expect(server.recording.events).toEqual([
      { ...entry, data: { action: "stop" } },
      { ...entry, data: { action: "in flight" } },
    ]);
    expect(server.recording.commands[0]?.arguments).toEqual({
      enable: ["signals"],
      "default-connections": false,
    });
  });

  test("filters ordinary events itself if the server has no signals", async () => {
    const server = createServer(anyProtocol, { ping: () => "pong" }, { record: true });
    const clock = new ManualClock();
    await using session = await connectTo(server, { defaultConnections: false, clock });
    clock.advance(0);
    const seen: unknown[] = [];
    await connectAccessor(session, ordinary, { device: "d0" }, ({ data }) => {
      seen.push(data);
    });
    server.raise("IO_ERROR", { device: "d1" });
    server.raise("IO_ERROR", { device: "d0" });
    await session.call("ping");
    expect(seen).toEqual([{ device: "d0" }]);
    expect(server.recording.commands.map((each) => [each.command, each.arguments])).toEqual([
      ["qmp_capabilities", {}],
      ["ping", {}],
    ]);
  });
});

describe("a listener within the application", () => {
  test("receives events like a client until it is disconnected", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    const connection = await fresh.connect({ device: "d0" }, ({ event, data }) =>
      seen.push(`${event} ${data.action}`),
    );
    fresh.raise("d0", { action: "stop" });
    fresh.raise("d1", { action: "other's" });
    expect(fresh.connections).toBe(1);
    connection.disconnect();
    connection.disconnect();
    expect(fresh.connections).toBe(0);
    fresh.raise("d0", { action: "late" });
    expect(seen).toEqual(["DEVICE_EVENT stop"]);
  });

  test("connects through the finder of the accessor", async () => {
    const { fresh } = serve();
    expect(await rejection(fresh.connect({ device: "x" }, () => undefined))).toBeInstanceOf(CommandFailure);
  });

  test("does not affect others if it throws or rejects, and is reported", async () => {
    const { fresh, problems } = serve();
    const seen: unknown[] = [];
    const failing = (): never => {
      throw new Error("broken");
    };
    await fresh.connect({ device: "d0" }, failing);
    await fresh.connect({ device: "d0" }, async () => failing());
    await fresh.connect({ device: "d0" }, ({ data }) => seen.push(data));
    fresh.raise("d0", { action: "stop" });
    await settle();
    expect(seen).toEqual([{ action: "stop" }]);
    expect(problems).toMatchObject([{ code: "listener-failed" }, { code: "listener-failed" }]);
  });

  test("is not called if another listener disconnects it during an event", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    await fresh.connect({ device: "d0" }, () => {
      second.disconnect();
    });
    const second = await fresh.connect({ device: "d0" }, () => seen.push("second"));
    fresh.raise("d0", { action: "a" });
    expect(seen).toEqual([]);
  });

  test("does not disconnect a new connection to the name of its removed object", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    const old = await fresh.connect({ device: "d0" }, () => seen.push("old"));
    fresh.drop("d0");
    await fresh.connect({ device: "d0" }, () => seen.push("new"));
    old.disconnect();
    fresh.raise("d0", { action: "a" });
    expect(seen).toEqual(["new"]);
  });

  test("can connect and disconnect others while it is called", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    const second = await fresh.connect({ device: "d1" }, () => undefined);
    const first = await fresh.connect({ device: "d0" }, () => {
      seen.push("first");
      first.disconnect();
      second.disconnect();
      void fresh.connect({ device: "d0" }, () => seen.push("third"));
    });
    fresh.raise("d0", { action: "a" });
    await settle();
    fresh.raise("d0", { action: "b" });
    expect(seen).toEqual(["first", "third"]);
  });
});
