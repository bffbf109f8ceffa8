import { describe, expect, test } from "vitest";
import { connect, connectAgent, connectOnDemand, connectPersistent } from "../../../runtime/index.js";
import { acceptSessions } from "../../../runtime/node/index.js";
import type { TransportOpener, TransportSink } from "../../../runtime/transport/transport.js";
import { greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";

interface Request {
  readonly execute?: string;
  readonly "exec-oob"?: string;
  readonly id: number;
}

/**
 * A server that takes the first request of each read and drops the rest, and reads again only after its reply, like
 * libvirt's `virt-qemu-qmp-proxy`.
 */
class OneRequestPerRead {
  readonly writes: string[] = [];
  dropped = 0;
  inFlight = 0;
  most = 0;
  connections = 0;

  readonly open: TransportOpener = (sink) => {
    this.connections++;
    queueMicrotask(() => {
      sink.data(greeting);
    });
    return Promise.resolve({
      send: (text: string) => {
        this.#read(text, sink);
        return Promise.resolve();
      },
      close: () => {
        sink.closed();
      },
    });
  };

  /** The commands of the writes, in order. */
  get commands(): readonly (string | undefined)[] {
    return this.writes.map((text) => {
      const request = JSON.parse(text) as Request;
      return request.execute ?? request["exec-oob"];
    });
  }

  #read(text: string, sink: TransportSink): void {
    this.writes.push(text);
    const [first = "", ...rest] = text.split("\n").filter((line) => line !== "");
    this.dropped += rest.length;
    if (this.inFlight > 0) {
      this.dropped++;
      return;
    }
    this.most = Math.max(this.most, ++this.inFlight);
    setTimeout(() => {
      this.inFlight--;
      sink.data(`${JSON.stringify({ return: {}, id: (JSON.parse(first) as Request).id })}\r\n`);
    }, 1);
  }
}

describe("a server that takes one request per read answers every call with maxInFlight: 1", () => {
  const kinds = {
    connect: (server: OneRequestPerRead) => connect({ transport: server.open, maxInFlight: 1 }),
    connectPersistent: (server: OneRequestPerRead) =>
      connectPersistent({ transport: server.open, maxInFlight: 1 }),
    connectOnDemand: (server: OneRequestPerRead) =>
      Promise.resolve(connectOnDemand({ transport: server.open, maxInFlight: 1 })),
  };

  test.each(Object.entries(kinds))("answers a session of %s", async (_name, open) => {
    const server = new OneRequestPerRead();
    await using session = await open(server);
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const calls = names.map((name) => session.call(name));
    const oob = session.call("urgent", undefined, { oob: true });
    await Promise.all([...calls, oob]);
    expect(server).toMatchObject({ dropped: 0, most: 1 });
    expect(server.commands.slice(0, 1)).toEqual(["qmp_capabilities"]);
    expect(server.commands.filter((command) => command !== "urgent").slice(1)).toEqual(names);
    // An out-of-band call is sent ahead of the queue, and not in addition to the call in flight.
    expect(server.commands.indexOf("urgent")).toBeLessThan(5);
    expect(server.writes.every((text) => text.endsWith("}\n"))).toBe(true);
  });
});

test("requests without a reply are writes by themselves with maxInFlight: 1", async () => {
  const server = new OneRequestPerRead();
  const protocol = { name: "P", noReply: ["gone"] };
  await using session = await connect({ transport: server.open, protocol, maxInFlight: 1 });
  await Promise.all([session.call("gone"), session.call("gone")]);
  expect(server.commands).toEqual(["qmp_capabilities", "gone", "gone"]);
});

test("requests of one tick share a write without maxInFlight, each with its line end", async () => {
  const peer = new ScriptedPeer();
  const connecting = connect({ transport: peer.open });
  await settle();
  peer.write(greeting);
  await settle();
  peer.reply("qmp_capabilities");
  const session = await connecting;
  const sent = peer.text.length;
  for (const name of ["a", "b"]) session.call(name).catch(() => undefined);
  await settle();
  expect(peer.text.slice(sent)).toBe('{"execute":"a","id":1}\n{"execute":"b","id":2}\n');
});

test("maxInFlight limits the calls in flight to any number, and a cancelled call counts until it is answered", async () => {
  const peer = new ScriptedPeer();
  const connecting = connect({ transport: peer.open, maxInFlight: 2 });
  await settle();
  peer.write(greeting);
  await settle();
  peer.reply("qmp_capabilities");
  const session = await connecting;
  const controller = new AbortController();
  const cancelled = rejection(session.call("a", undefined, { signal: controller.signal }));
  const rest = ["b", "c", "d"].map((name) => session.call(name));
  await settle();
  const sent = (): readonly (string | undefined)[] => peer.requests.slice(1).map(({ execute }) => execute);
  expect(sent()).toEqual(["a", "b"]);
  controller.abort();
  await cancelled;
  await settle();
  expect(sent()).toEqual(["a", "b"]);
  peer.reply("a");
  await settle();
  expect(sent()).toEqual(["a", "b", "c"]);
  peer.reply("b");
  await settle();
  peer.reply("c");
  peer.reply("d");
  await Promise.all(rest);
});

describe("an invalid maxInFlight is refused before anything is opened", () => {
  const values: readonly (readonly [number, string])[] = [
    [0, "RangeError"],
    [-1, "RangeError"],
    [1.5, "RangeError"],
    [NaN, "RangeError"],
    [-Infinity, "RangeError"],
    ["1" as never, "TypeError"],
    [null as never, "TypeError"],
  ];

  test.each(values)("%s", async (maxInFlight, name) => {
    const peer = new OneRequestPerRead();
    const options = { transport: peer.open, maxInFlight };
    const attempts = [
      () => connect(options),
      () => connectAgent(options),
      () => connectPersistent(options),
      async () => connectOnDemand(options),
      () => acceptSessions({ port: 0, maxInFlight }, () => undefined),
    ];
    for (const attempt of attempts) expect(await rejection(attempt())).toHaveProperty("name", name);
    expect(peer.connections).toBe(0);
  });
});
