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

/** An accessor that is new with signals, and one over an event that was there before. */
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

/** A client that says what a test wants, behind its negotiation. */
async function client(server: Server, negotiate = negotiation): Promise<RawClient> {
  const raw = await rawClient(server);
  raw.say(negotiate);
  await raw.messages(2);
  return raw;
}

const request = (execute: string, args: object): string => JSON.stringify({ execute, arguments: args });

describe("signals on the wire", () => {
  test("a connection is a tag, and its events carry it", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.say(request("device-event-connect", { device: "d0" }));
    const tag = ((await raw.messages(3))[2] as { return: unknown }).return;
    expect(tag).toEqual(expect.any(String));
    fresh.raise("d1", { action: "other's" });
    fresh.raise("d0", { action: "stop" });
    raw.say(request("device-event-disconnect", { device: "d0", tag }));
    expect((await raw.messages(5)).slice(3)).toEqual([
      { timestamp: { seconds: 1, microseconds: 0 }, event: "DEVICE_EVENT", data: { action: "stop" }, tag },
      { return: {} },
    ]);
    fresh.raise("d0", { action: "late" });
    raw.say('{"execute":"ping"}');
    expect((await raw.messages(6))[5]).toEqual({ return: "pong" });
    expect(fresh.connections).toBe(0);
  });

  test("two connections are two tags and two messages", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    const connect = request("device-event-connect", { device: "d0" });
    raw.say(connect + connect);
    const tags = (await raw.messages(4)).slice(2).map((reply) => (reply as { return: string }).return);
    expect(new Set(tags).size).toBe(2);
    fresh.raise("d0", { action: "stop" });
    const events = (await raw.messages(6)).slice(4);
    expect(events.map((event) => (event as { tag: string }).tag)).toEqual(tags);
  });

  test("an object that does not exist is refused with the accessor's class", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.say(request("device-event-connect", { device: "x" }));
    expect((await raw.messages(3))[2]).toEqual({
      error: { class: "DeviceNotFound", desc: "there is no device 'x'" },
    });
    expect(fresh.connections).toBe(0);
  });

  test("a tag is unknown when it was never given, was given back, is another's, or its object is no more", async () => {
    const { server, fresh } = serve();
    const [raw, other] = [await client(server), await client(server)];
    raw.say(request("device-event-connect", { device: "d0" }));
    const { return: tag } = (await raw.messages(3))[2] as { return: string };
    const disconnect = request("device-event-disconnect", { device: "d0", tag });
    other.say(disconnect);
    const refusal = { error: { class: "GenericError", desc: `there is no connection '${tag}'` } };
    expect((await other.messages(3))[2]).toEqual(refusal);
    raw.say(request("io-error-disconnect", { device: "d0", tag }));
    raw.say(request("device-event-disconnect", { device: "d0", tag: "never" }));
    raw.say(request("device-event-disconnect", { device: "d0" }));
    raw.say(disconnect + disconnect);
    expect((await raw.messages(8)).slice(3)).toMatchObject([
      refusal,
      { error: { class: "GenericError", desc: "there is no connection 'never'" } },
      { error: { class: "GenericError", desc: "the argument 'tag' must be a string" } },
      { return: {} },
      refusal,
    ]);
    other.say(request("device-event-connect", { device: "d1" }));
    const { return: second } = (await other.messages(4))[3] as { return: string };
    fresh.drop("d1");
    fresh.raise("d1", { action: "nobody hears" });
    other.say(request("device-event-disconnect", { device: "d1", tag: second }));
    expect((await other.messages(5))[4]).toMatchObject({ error: { class: "GenericError" } });
  });

  test("a client that goes leaves no connection behind, even in the middle of connecting", async () => {
    const { server, fresh } = serve();
    const raw = await client(server);
    raw.say(request("device-event-connect", { device: "d0" }));
    await raw.messages(3);
    expect(fresh.connections).toBe(1);
    let found: (object: string) => void = () => undefined;
    const slow = server.signal(
      { name: "slow", event: "SLOW" },
      () => new Promise<string>((resolve) => (found = resolve)),
    );
    raw.say(request("slow-connect", {}));
    await settle();
    raw.hangUp();
    await raw.closed;
    await settle();
    found("late");
    await settle();
    expect([fresh.connections, slow.connections]).toEqual([0, 0]);
  });
});

describe("old and new", () => {
  async function textsOf(
    server: Server,
    negotiate: string,
    requests: readonly string[],
  ): Promise<readonly unknown[]> {
    const raw = await client(server, negotiate);
    for (const one of requests) raw.say(one);
    await raw.messages(2 + requests.length);
    return raw.messages(2 + requests.length);
  }

  test("an old client of a new server sees a capability that it does not know, and nothing else", async () => {
    const { server, ordinary, fresh } = serve();
    const raw = await client(server, '{"execute":"qmp_capabilities"}');
    raw.say(request("device-event-connect", { device: "d0" }));
    ordinary.raise("d0", { action: "stop" });
    fresh.raise("d0", { action: "nobody's" });
    expect(await raw.messages(4)).toEqual([
      expect.objectContaining({ QMP: expect.objectContaining({ capabilities: ["signals"] }) as unknown }),
      { return: {} },
      { timestamp: { seconds: 1, microseconds: 0 }, event: "IO_ERROR", data: { action: "stop" } },
      { error: { class: "CommandNotFound", desc: "there is no command 'device-event-connect'" } },
    ]);
  });

  test("an old server greets as one, and refuses what it does not know", async () => {
    const server = createServer(anyProtocol, {});
    const [greeting, refused] = await textsOf(server, dropping, []);
    expect(greeting).toMatchObject({ QMP: { capabilities: [] } });
    expect(refused).toMatchObject({ error: { class: "GenericError" } });
  });

  test("a new client of a new server can drop the default connections", async () => {
    const { server, ordinary } = serve();
    const keeps = await client(server, negotiation);
    const drops = await client(server, dropping);
    drops.say(request("io-error-connect", { device: "d0" }));
    const { return: tag } = (await drops.messages(3))[2] as { return: string };
    ordinary.raise("d0", { action: "stop" });
    server.raise("STOP");
    drops.say('{"execute":"ping"}');
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
  ])("a negotiation with %s fails, and can be tried again", async (args, words) => {
    const { server } = serve();
    const raw = await rawClient(server);
    raw.say(`{"execute":"qmp_capabilities","arguments":${args}}${dropping}`);
    const [, refused, settled] = await raw.messages(3);
    expect(refused).toEqual({
      error: { class: "GenericError", desc: expect.stringContaining(words) as unknown },
    });
    expect(settled).toEqual({ return: {} });
  });
});

describe("our client on our server", () => {
  test("connects, is told of its own, and drops the default connections where it is wanted", async () => {
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
    const told = { client: 1, event: "IO_ERROR", tag: connection.tag };
    expect(server.recording.events).toEqual([
      { ...told, data: { action: "stop" } },
      { ...told, data: { action: "in flight" } },
    ]);
    expect(server.recording.commands[0]?.arguments).toEqual({
      enable: ["signals"],
      "default-connections": false,
    });
  });

  test("asks an old server for nothing, and filters for itself", async () => {
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

describe("a slot of the application's own", () => {
  test("is told like any client, until it is disconnected", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    const slot = await fresh.connect({ device: "d0" }, ({ event, data }) =>
      seen.push(`${event} ${data.action}`),
    );
    fresh.raise("d0", { action: "stop" });
    fresh.raise("d1", { action: "other's" });
    expect(fresh.connections).toBe(1);
    slot.disconnect();
    slot.disconnect();
    expect(fresh.connections).toBe(0);
    fresh.raise("d0", { action: "late" });
    expect(seen).toEqual(["DEVICE_EVENT stop"]);
  });

  test("goes through the accessor", async () => {
    const { fresh } = serve();
    expect(await rejection(fresh.connect({ device: "x" }, () => undefined))).toBeInstanceOf(CommandFailure);
  });

  test("that throws, at once or later, harms nobody and is told", async () => {
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

  test("that is ended by another while both are told is not called", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    await fresh.connect({ device: "d0" }, () => {
      second.disconnect();
    });
    const second = await fresh.connect({ device: "d0" }, () => seen.push("second"));
    fresh.raise("d0", { action: "a" });
    expect(seen).toEqual([]);
  });

  test("to an object that was dropped ends no connection to another of its name", async () => {
    const { fresh } = serve();
    const seen: string[] = [];
    const old = await fresh.connect({ device: "d0" }, () => seen.push("old"));
    fresh.drop("d0");
    await fresh.connect({ device: "d0" }, () => seen.push("new"));
    old.disconnect();
    fresh.raise("d0", { action: "a" });
    expect(seen).toEqual(["new"]);
  });

  test("may connect and disconnect others while it is told", async () => {
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
