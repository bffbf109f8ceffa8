import { describe, expect, test } from "vitest";
import { connectAccessor, type SignalAccessor } from "../../../runtime/index.js";
import { anyProtocol, createServer, type Server, type SignalOptions } from "../../../runtime/server/index.js";
import { connectTo, rawClient } from "../support/served.js";

const fresh: SignalAccessor<{ device: string }, object> = { name: "device-event", event: "DEVICE_EVENT" };
const ordinary: SignalAccessor<{ device: string }, object> = {
  name: "io-error",
  event: "IO_ERROR",
  match: { device: "device" },
};
const find = ({ device }: { device: string }): string => device;

function newServer(): Server {
  return createServer(anyProtocol, { ping: () => "pong" }, { now: () => 1000 });
}

const enable = '{"execute":"qmp_capabilities","arguments":{"enable":["signals"]}}';
const plain = '{"execute":"qmp_capabilities"}';
const keep = '{"execute":"qmp_capabilities","arguments":{"enable":["signals"],"default-connections":true}}';
const drop = '{"execute":"drop-default-connections"}';
const ping = '{"execute":"ping"}';
const connect = '{"execute":"device-event-connect","arguments":{"device":"d0"}}';

/** The messages that a client receives for its requests, without the greeting. */
async function answers(server: Server, requests: readonly string[]): Promise<readonly unknown[]> {
  const client = await rawClient(server);
  for (const request of requests) client.write(request);
  return (await client.messages(1 + requests.length)).slice(1);
}

const done = { return: {} };
const generic = { error: { class: "GenericError" } };
const notFound = { error: { class: "CommandNotFound" } };

describe("the command drop-default-connections", () => {
  test.each([
    ["is executed before the negotiation ends", [drop, enable], [done, done]],
    ["may be repeated", [drop, drop, enable], [done, done, done]],
    [
      "takes no arguments",
      ['{"execute":"drop-default-connections","arguments":{"a":1}}', enable],
      [generic, done],
    ],
    ["does not exist after the negotiation", [enable, drop], [done, notFound]],
    ["needs the capability signals", [drop, plain, enable], [done, generic, done]],
  ])("%s", async (_name, requests, expected) => {
    const server = newServer();
    server.signal(fresh, find);
    expect(await answers(server, requests)).toMatchObject(expected);
  });

  test("does not exist in a server without signals", async () => {
    expect(await answers(newServer(), [drop, plain])).toMatchObject([notFound, done]);
  });

  test.each([
    ["the command", [drop, enable], false],
    ["the command, before a negotiation that fails", [drop, plain, enable], false],
    [
      "the argument",
      ['{"execute":"qmp_capabilities","arguments":{"enable":["signals"],"default-connections":false}}'],
      false,
    ],
    ["the command, and the argument that keeps them", [drop, keep], true],
    ["neither", [enable], true],
  ])("decides as the argument does which events a client receives: %s", async (_name, requests, receives) => {
    const server = newServer();
    const signal = server.signal(ordinary, find);
    const client = await rawClient(server);
    for (const request of requests) client.write(request);
    await client.messages(1 + requests.length);
    server.raise("STOP");
    signal.raise("d0", {});
    client.write(ping);
    const messages = await client.messages(requests.length + (receives ? 4 : 2));
    const events = messages.flatMap((message) => (message as { event?: string }).event ?? []);
    expect(events).toEqual(receives ? ["STOP", "IO_ERROR"] : []);
    expect(messages.at(-1)).toEqual({ return: "pong" });
  });
});

describe("a signal cannot be added if the server already has", () => {
  test.each<[string, object, SignalAccessor]>([
    ["a signal with its accessor", {}, fresh],
    ["a signal with an accessor of the same name", {}, { ...fresh, event: "OTHER" }],
    ["a handler for its connect command", { "io-error-connect": () => "tag" }, ordinary],
    ["a handler for its disconnect command", { "io-error-disconnect": () => undefined }, ordinary],
  ])("%s", async (_name, handlers, accessor) => {
    const server = createServer(anyProtocol, { ping: () => "pong", ...handlers });
    const first = server.signal(fresh, find);
    expect(() => server.signal(accessor, () => "d0")).toThrow(
      new RegExp(
        `^the signal '${accessor.name}' cannot be added: the server already has the command '${accessor.name}-`,
      ),
    );
    await using session = await connectTo(server);
    const seen: unknown[] = [];
    await connectAccessor(session, fresh, { device: "d0" }, ({ data }) => seen.push(data));
    first.raise("d0", { a: 1 });
    await session.call("ping");
    expect(seen).toEqual([{ a: 1 }]);
  });
});

describe("a signal that is added later", () => {
  test("can be connected to immediately by a client that has enabled signals", async () => {
    const server = newServer();
    server.signal(ordinary, find);
    const client = await rawClient(server);
    client.write(enable + connect);
    expect((await client.messages(3))[2]).toMatchObject(notFound);
    const signal = server.signal(fresh, find);
    client.write(connect);
    const { return: tag } = (await client.messages(4))[3] as { return: string };
    signal.raise("d0", {});
    expect((await client.messages(5))[4]).toMatchObject({ event: "DEVICE_EVENT", tag });
  });

  test("is offered before the first signal if the option capabilities contains signals", async () => {
    const server = createServer(anyProtocol, {}, { capabilities: ["signals"] });
    const client = await rawClient(server);
    client.write(enable);
    await client.messages(2);
    server.signal(fresh, find);
    client.write(connect);
    expect((await client.messages(3))[2]).toEqual({ return: expect.any(String) as unknown });
  });

  test("is not offered to a client that connected before the first signal, and is to the next", async () => {
    const server = newServer();
    const before = await rawClient(server);
    expect((await before.messages(1))[0]).toMatchObject({ QMP: { capabilities: [] } });
    server.signal(fresh, find);
    before.write(enable + plain + connect);
    expect((await before.messages(4)).slice(1)).toMatchObject([generic, done, notFound]);
    expect((await (await rawClient(server)).messages(1))[0]).toMatchObject({
      QMP: { capabilities: ["signals"] },
    });
  });
});

test.each<[SignalAccessor<{ device: string }, object>, SignalOptions | undefined, boolean]>([
  [fresh, undefined, false],
  [fresh, {}, false],
  [fresh, { defaultConnection: true }, true],
  [ordinary, undefined, true],
  [ordinary, { defaultConnection: false }, false],
])(
  "the option defaultConnection decides whether other clients receive the event: %j %j",
  async (accessor, options, receives) => {
    const server = newServer();
    const signal = server.signal(accessor, find, options);
    const client = await rawClient(server);
    client.write(plain);
    await client.messages(2);
    signal.raise("d0", {});
    client.write(ping);
    const [first] = (await client.messages(3)).slice(2);
    expect(first).toMatchObject(receives ? { event: accessor.event } : { return: "pong" });
  },
);

test("a client has at most as many signal connections as the option signalConnectionLimit allows", async () => {
  const server = createServer(anyProtocol, {}, { signalConnectionLimit: 2 });
  const signal = server.signal(fresh, find);
  const disconnect = '{"execute":"device-event-disconnect","arguments":{"tag":"signal-1"}}';
  expect(
    await answers(server, [enable, connect, connect, connect, disconnect, connect, connect]),
  ).toMatchObject([
    done,
    { return: "signal-1" },
    { return: "signal-2" },
    { error: { class: "GenericError", desc: "a client may have at most 2 signal connections" } },
    done,
    { return: expect.any(String) as unknown },
    generic,
  ]);
  expect(signal.connections).toBe(2);
  expect((await answers(server, [enable, connect]))[1]).toEqual({ return: expect.any(String) as unknown });
});

test.each([true, false])(
  "a session learns that the server ended its connection, with default connections: %s",
  async (defaultConnections) => {
    const server = newServer();
    const signal = server.signal(fresh, find);
    await using session = await connectTo(server, { defaultConnections });
    const seen: unknown[] = [];
    const connections = await Promise.all(
      ["d0", "d0", "d1"].map((device) =>
        connectAccessor(session, fresh, { device }, ({ data }) => seen.push(data)),
      ),
    );
    signal.raise("d0", { last: true });
    signal.drop("d0");
    signal.raise("d0", { late: true });
    for (const connection of connections.slice(0, 2))
      expect(await connection.ended).toMatchObject({ reason: "dropped" });
    signal.raise("d1", { other: true });
    await session.call("ping");
    expect(seen).toEqual([{ last: true }, { last: true }, { other: true }]);
    for (const connection of connections) await connection.disconnect();
    expect(signal.connections).toBe(0);
  },
);
