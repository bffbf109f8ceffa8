import { describe, expect, test } from "vitest";
import {
  CommandError,
  connect,
  connectAccessor,
  ForeignConnectionError,
  type SignalConnection,
  type SignalAccessor,
} from "../../../runtime/index.js";
import { connected, rejection, ScriptedPeer, settle, type Fixture } from "../support/scripted-peer.js";

const accessor: SignalAccessor<{ device: string }, { action: string }> = {
  name: "block-device-event",
  event: "BLOCK_DEVICE_EVENT",
};

const offering = (...capabilities: readonly string[]): string =>
  `${JSON.stringify({ QMP: { version: { qemu: { micro: 0, minor: 0, major: 99 }, package: "" }, capabilities } })}\r\n`;

function raised(action: string, tag?: string): object {
  return { event: accessor.event, data: { action }, ...(tag === undefined ? {} : { tag }) };
}

/** Connects a listener that records the actions of its events. */
async function connectedTo(fixture: Fixture, tag: string, seen: string[]): Promise<SignalConnection> {
  const connecting = connectAccessor(fixture.session, accessor, { device: "d0" }, ({ data }) => {
    seen.push(data.action);
  });
  await settle();
  fixture.peer.reply("block-device-event-connect", tag);
  return connecting;
}

describe("an accessor connection", () => {
  test("sends a connect and a disconnect command, and receives the events of its tag only", async () => {
    const fixture = await connected();
    const { session, peer } = fixture;
    const seen: string[] = [];
    const connection = await connectedTo(fixture, "t1", seen);
    expect(connection).toMatchObject({ event: accessor.event, tag: "t1" });
    peer.write(raised("report", "t1"), raised("other", "t2"), raised("default"), raised("stop", "t1"));
    expect(seen).toEqual(["report", "stop"]);
    const disconnecting = session.disconnectSignal(connection);
    await settle();
    expect(
      peer.text
        .replace(/"id":\d+/g, '"id":0')
        .split("\n")
        .slice(1, 3),
    ).toEqual([
      '{"execute":"block-device-event-connect","arguments":{"device":"d0"},"id":0}',
      '{"execute":"block-device-event-disconnect","arguments":{"device":"d0","tag":"t1"},"id":0}',
    ]);
    peer.reply("block-device-event-disconnect");
    await disconnecting;
  });

  test("has its own tag, even if another is connected to the same object", async () => {
    const fixture = await connected();
    const [first, second]: [string[], string[]] = [[], []];
    await connectedTo(fixture, "t1", first);
    await connectedTo(fixture, "t2", second);
    fixture.peer.write(raised("a", "t1"), raised("a", "t2"), raised("b", "t2"));
    expect([first, second]).toEqual([["a"], ["a", "b"]]);
  });

  test("receives the events that arrive together with its tag, in order", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const connecting = connectAccessor(session, accessor, { device: "d0" }, ({ data }) => {
      seen.push(data.action);
    });
    await settle();
    const { id } = peer.request("block-device-event-connect");
    peer.write(raised("first", "t1"), { return: "t1", id }, raised("second", "t1"), raised("other", "t9"));
    await Promise.resolve();
    peer.write(raised("third", "t1"));
    await connecting;
    peer.write(raised("fourth", "t1"));
    await settle();
    expect(seen).toEqual(["first", "second", "third", "fourth"]);
  });

  test("receives no event after disconnect was called", async () => {
    const fixture = await connected();
    const seen: string[] = [];
    const connection = await connectedTo(fixture, "t1", seen);
    const ending = connection.disconnect();
    fixture.peer.write(raised("in flight", "t1"));
    await settle();
    fixture.peer.reply("block-device-event-disconnect");
    await ending;
    fixture.peer.write(raised("just dropped", "t1"));
    await settle();
    expect(seen).toEqual([]);
    expect(fixture.problems).toEqual([]);
  });

  test("sends one disconnect command if it is disconnected twice", async () => {
    const fixture = await connected();
    const connection = await connectedTo(fixture, "t1", []);
    const both = Promise.all([connection.disconnect(), connection[Symbol.asyncDispose]()]);
    await settle();
    fixture.peer.reply("block-device-event-disconnect");
    await both;
    expect(fixture.peer.text.match(/event-disconnect/g)).toHaveLength(1);
  });

  test("reports the server's error for the disconnect command, and receives no event afterwards", async () => {
    const fixture = await connected();
    const seen: string[] = [];
    const connection = await connectedTo(fixture, "t1", seen);
    const ending = rejection(connection.disconnect());
    await settle();
    const { id } = fixture.peer.request("block-device-event-disconnect");
    fixture.peer.write({ error: { class: "GenericError", desc: "no such tag" }, id }, raised("late", "t1"));
    expect(await ending).toBeInstanceOf(CommandError);
    expect(seen).toEqual([]);
  });

  test("disconnects without an error after the end of its session", async () => {
    const fixture = await connected();
    const connection = await connectedTo(fixture, "t1", []);
    fixture.peer.disconnect();
    await connection.disconnect();
  });

  test("disconnects when its signal is aborted", async () => {
    const { session, peer } = await connected();
    const controller = new AbortController();
    const seen: unknown[] = [];
    const connecting = connectAccessor(
      session,
      accessor,
      { device: "d0" },
      (event) => {
        seen.push(event);
      },
      { signal: controller.signal },
    );
    await settle();
    peer.reply("block-device-event-connect", "t1");
    await connecting;
    controller.abort();
    peer.write(raised("late", "t1"));
    await settle();
    peer.request("block-device-event-disconnect");
    expect(seen).toEqual([]);
  });

  test("is not created if the server refuses or does not return a tag", async () => {
    const { session, peer } = await connected();
    const listener = (): void => undefined;
    const refused = rejection(connectAccessor(session, accessor, { device: "d9" }, listener));
    await settle();
    const { id } = peer.request("block-device-event-connect");
    peer.write(raised("held", "t1"), { error: { class: "DeviceNotFound", desc: "no d9" }, id });
    expect(await refused).toMatchObject({ errorClass: "DeviceNotFound" });
    const tagless = rejection(connectAccessor(session, accessor, { device: "d0" }, listener));
    await settle();
    peer.reply("block-device-event-connect", {});
    expect(await tagless).toMatchObject({ code: "protocol-violation" });
  });

  test("reports a listener that throws, for held and for direct events", async () => {
    const { session, peer, problems } = await connected();
    const connecting = connectAccessor(session, accessor, { device: "d0" }, () => {
      throw new Error("broken");
    });
    await settle();
    peer.write(raised("held", "t1"));
    peer.reply("block-device-event-connect", "t1");
    await connecting;
    peer.write(raised("direct", "t1"));
    await settle();
    expect(problems).toMatchObject([{ code: "listener-failed" }, { code: "listener-failed" }]);
  });

  test("cannot be disconnected by another session", async () => {
    const connection = await connectedTo(await connected(), "t1", []);
    const { session } = await connected();
    expect(await rejection(session.disconnectSignal(connection))).toBeInstanceOf(ForeignConnectionError);
  });
});

describe("the filter for a server without accessors", () => {
  const filtered: SignalAccessor = {
    name: "block-io-error",
    event: "BLOCK_IO_ERROR",
    match: { device: "device", "node-name": "node-name", action: "detail.action" },
  };

  async function seenOf(args: object): Promise<unknown[]> {
    const { session, peer } = await connected();
    const seen: unknown[] = [];
    await connectAccessor(session, filtered, args, ({ data }) => {
      seen.push(data);
    });
    expect(peer.text).not.toContain("connect");
    for (const data of events) peer.write({ event: "BLOCK_IO_ERROR", data });
    peer.write({ event: "BLOCK_IO_ERROR" }, { event: "STOP", data: events[0] });
    return seen;
  }

  const events = [
    { device: "d0", "node-name": "n0", detail: { action: "stop" } },
    { device: "d0", "node-name": "n1" },
    { device: "d1", "node-name": "n1", detail: "none" },
  ];

  test("selects ordinary events by the arguments", async () => {
    expect(await seenOf({ device: "d0" })).toEqual([events[0], events[1]]);
    expect(await seenOf({ device: "d0", "node-name": "n1" })).toEqual([events[1]]);
    expect(await seenOf({ "node-name": undefined, action: "stop" })).toEqual([events[0]]);
    expect(await seenOf({ device: "nope" })).toEqual([]);
    expect((await seenOf({})).length).toBe(4);
  });

  async function greetedWith(
    ...capabilities: readonly string[]
  ): Promise<Omit<Fixture, "clock" | "problems">> {
    const peer = new ScriptedPeer();
    const connecting = connect({ transport: peer.open });
    await settle();
    peer.write(offering(...capabilities));
    await settle();
    peer.reply("qmp_capabilities");
    return { session: await connecting, peer };
  }

  test("is not used if the server has the accessor", async () => {
    const { session, peer } = await greetedWith("signals");
    const connecting = connectAccessor(session, filtered, { device: "d0" }, () => undefined);
    await settle();
    peer.reply("block-io-error-connect", "t1");
    expect((await connecting).tag).toBe("t1");
  });

  test("is used if the server has other accessors but not this one, and reports any other error", async () => {
    const { session, peer } = await greetedWith("signals");
    const answer = async (errorClass: string): Promise<void> => {
      await settle();
      const { id } = peer.request("block-io-error-connect");
      peer.write({ error: { class: errorClass, desc: "no" }, id });
    };
    const connecting = connectAccessor(session, filtered, { device: "d0" }, () => undefined);
    await answer("CommandNotFound");
    expect((await connecting).tag).toBeUndefined();
    const refused = rejection(connectAccessor(session, filtered, { device: "d9" }, () => undefined));
    await answer("DeviceNotFound");
    expect(await refused).toMatchObject({ errorClass: "DeviceNotFound" });
  });

  test("compares large integers exactly", async () => {
    const { session, peer } = await connected();
    const seen: unknown[] = [];
    const match = { offset: "offset" };
    await connectAccessor(session, { ...filtered, match }, { offset: 9007199254740993n }, ({ data }) => {
      seen.push(data);
    });
    peer.write('{"event": "BLOCK_IO_ERROR", "data": {"offset": 9007199254740993}}\r\n');
    peer.write('{"event": "BLOCK_IO_ERROR", "data": {"offset": 9007199254740992}}\r\n');
    expect(seen).toEqual([{ offset: 9007199254740993n }]);
  });
});
