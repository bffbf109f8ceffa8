import { beforeEach, describe, expect, test, vi } from "vitest";
import { connect, memoryPair, type AnyProtocol, type ProtocolDescriptor } from "../../../runtime/index.js";
import { supplier } from "../../../runtime/supplement/at-once.js";
import { begin, synchronises } from "../agent/support.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, greeting, rejection, ScriptedPeer, settle } from "../support/scripted-peer.js";
import type { Late } from "./late.js";

vi.mock("../../../runtime/supplement/at-once.js", async () => {
  const { LateSupplier } = await import("./late.js");
  return { supplier: new LateSupplier() };
});

// A session in a page, which has not loaded yet what few sessions need.
const late = supplier as Late;

beforeEach(() => {
  late.forget();
});

const stop = { event: "STOP", timestamp: { seconds: 1, microseconds: 2 } };
const base64: ProtocolDescriptor<AnyProtocol> = {
  name: "P",
  noReply: [],
  base64: { read: { returns: ["buf"] } },
};

describe("what every session does takes no more than what is there", () => {
  test("connecting, calls in any number and order, events that nobody asked for, and the end", async () => {
    const { session, peer, problems } = await connected();
    const [one, other] = [session.call("one"), session.call("other", { a: [1] })];
    await settle();
    peer.says(stop, { event: "RESUME" });
    peer.returns("other", 2);
    peer.returns("one", 1);
    expect(await Promise.all([one, other])).toEqual([1, 2]);
    const lost = session.call("third");
    await settle();
    peer.dies();
    expect(await rejection(lost)).toMatchObject({ code: "outcome-unknown" });
    expect(await rejection(session.call("fourth"))).toMatchObject({ code: "disconnected" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
    expect(problems).toEqual([]);
    expect(late.asked).toBe(0);
  });

  test("a greeting that does not come", async () => {
    const clock = new ManualClock();
    const failing = rejection(connect({ transport: new ScriptedPeer().open, clock }));
    await settle();
    clock.advance(10_000);
    expect(await failing).toMatchObject({ code: "connect-occupied" });
    expect(late.asked).toBe(0);
  });
});

describe("who listens misses nothing of what comes while it is loaded", () => {
  test("by a listener, and what comes behind an event is told behind it", async () => {
    const { session, peer } = await connected();
    const told: string[] = [];
    const connecting = session.connectSignal("STOP", () => told.push("event"));
    void session.call("query").then(() => told.push("reply"));
    await settle();
    peer.says(stop);
    peer.returns("query");
    await settle();
    expect(told).toEqual([]);
    await late.comes();
    expect(told).toEqual(["event", "reply"]);
    await (await connecting).disconnect();
    peer.says(stop);
    expect(told).toEqual(["event", "reply"]);
  });

  test("not even of what came before anybody could listen", async () => {
    const peer = new ScriptedPeer();
    const clock = new ManualClock();
    const connecting = connect({ transport: peer.open, clock });
    await settle();
    peer.says({ ...stop, data: 1 }, greeting);
    await settle();
    peer.says({ return: {}, id: 0 }, { ...stop, data: 2 });
    const session = await connecting;
    const seen: unknown[] = [];
    void session.connectSignal("STOP", ({ data }) => seen.push(data));
    peer.says({ ...stop, data: 3 });
    clock.advance(0);
    await late.comes();
    expect(seen).toEqual([1, 2, 3]);
  });

  test("by a stream, by the next event, and by a subscription", async () => {
    const { session, peer } = await connected();
    const stream = session.events("STOP");
    const next = session.once("STOP");
    const seen: string[] = [];
    const subscription = session.subscribe({
      names: ["STOP"],
      deliver: ({ event }) => seen.push(event),
      ended: () => seen.push("end"),
    });
    peer.says(stop);
    expect(stream.dropped).toBe(0);
    expect(subscription.hold()).toBe(false);
    await late.comes();
    expect((await stream.next()).value).toEqual(stop);
    expect(await next).toEqual(stop);
    await stream.return();
    peer.dies();
    expect(seen).toEqual(["STOP", "end"]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("but who no longer wants to is told nothing", async () => {
    const { session, peer } = await connected();
    const told: unknown[] = [];
    const subscription = session.subscribe({
      names: undefined,
      deliver: (message) => told.push(message),
      ended: (error) => told.push(error),
    });
    peer.says(stop);
    subscription.end();
    await late.comes();
    peer.dies();
    expect(told).toEqual([]);
  });
});

describe("a message that takes it is looked at when it is there, and those behind it afterwards", () => {
  test.each([
    ["an error", '{"error": {"class": "GenericError", "desc": "no"}, "id": ID}', { code: "command-failed" }],
    ["a long integer", '{"return": 18446744073709551615, "id": ID}', 18446744073709551615n],
    ["a reply over several lines", '{\n  "return": [\n    1\n  ],\n  "id": ID\n}', [1]],
  ])("%s", async (_what, text, expected) => {
    const { session, peer } = await connected({ capabilities: [] });
    const told: unknown[] = [];
    void session.call("one").then(
      (value) => told.push(value),
      (error: unknown) => told.push(error),
    );
    await settle();
    const whole = `${text.replace("ID", String(peer.request("one").id))}\r\n`;
    void session.call("other").then((value) => told.push(value));
    await settle();
    const behind = { return: "behind", id: peer.request("other").id };
    peer.says(whole.slice(0, 7));
    peer.says(whole.slice(7) + JSON.stringify(behind));
    peer.says("\r\n");
    await settle();
    expect(told).toEqual([]);
    await late.comes();
    expect(told).toMatchObject([expected, "behind"]);
  });

  test.each([
    ["a reply that nobody awaits", '{"return": {}, "id": 77}'],
    ["text that is no message", "Segmentation fault"],
    ["a message of no known kind", "[1]"],
  ])("%s, and the session goes on", async (_what, text) => {
    const { session, peer, problems } = await connected();
    const call = session.call("query");
    await settle();
    peer.says(`${text}\r\n`);
    peer.returns("query", 5);
    expect(problems).toEqual([]);
    await late.comes();
    expect(problems).toMatchObject([{ code: "protocol-violation" }]);
    expect(await call).toBe(5);
  });

  test("an error without id, which is found to be the only call's", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("one"));
    await settle();
    peer.says({ error: { class: "X", desc: "no" } });
    await late.comes();
    expect(await call).toMatchObject({ command: "one", errorClass: "X", inferred: true });
  });

  test("a refusal of the negotiation", async () => {
    const peer = new ScriptedPeer();
    const failing = rejection(connect({ transport: peer.open }));
    await settle();
    peer.says(greeting);
    await settle();
    peer.says({ error: { class: "GenericError", desc: "no" }, id: 0 });
    await late.comes();
    expect(await failing).toMatchObject({ code: "negotiation-failed" });
  });
});

describe("a call with options is sent at once, in its turn", () => {
  test("and is given up in time, though what does it came late", async () => {
    const { session, peer, clock } = await connected();
    const call = rejection(session.call("slow", undefined, { timeout: 100 }));
    void session.call("next");
    await settle();
    expect(peer.requests.map(({ execute }) => execute)).toEqual(["qmp_capabilities", "slow", "next"]);
    await late.comes();
    clock.advance(100);
    expect(await call).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
  });

  test("unless its signal has fired already", async () => {
    const { session, peer } = await connected();
    const signal = AbortSignal.abort(new Error("why"));
    const call = rejection(session.call("never", undefined, { signal }));
    await late.comes();
    expect(await call).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    expect(peer.text).not.toContain("never");
  });

  test("and is rejected where a transport has no way for its descriptors", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("getfd", { fdname: "a" }, { fds: [0] }));
    await late.comes();
    expect(await call).toMatchObject({ code: "descriptors-impossible" });
    expect(peer.text).not.toContain("getfd");
  });
});

describe("a session that needs it from its first message on", () => {
  test.each([
    { protocol: base64 },
    { minimumVersion: { major: 7 } },
    { validators: { validateArguments: vi.fn(), validateReturn: vi.fn(), validateEvent: vi.fn() } },
  ])("is connected when it is there: %o", async (settings) => {
    const peer = new ScriptedPeer();
    const connecting = connect({ transport: peer.open, ...settings });
    await settle();
    peer.says(greeting);
    await settle();
    expect(peer.text).toBe("");
    await late.comes();
    peer.returns("qmp_capabilities");
    const session = await connecting;
    const call = session.call("read");
    await settle();
    peer.returns("read", { buf: "AQ==" });
    expect(await call).toEqual({ buf: "protocol" in settings ? Uint8Array.of(1) : "AQ==" });
    await session.close();
  });

  test("refuses a server that is too old", async () => {
    const peer = new ScriptedPeer();
    const failing = rejection(connect({ transport: peer.open, minimumVersion: { major: 11 } }));
    await settle();
    peer.says(greeting);
    await late.comes();
    expect(await failing).toMatchObject({ code: "version-too-old" });
  });

  test("does not come to be without", async () => {
    const peer = new ScriptedPeer();
    const failing = rejection(connect({ transport: peer.open, protocol: base64 }));
    await settle();
    await late.fails();
    expect(await failing).toMatchObject({
      code: "supplement-missing",
      cause: new TypeError("Failed to fetch"),
    });
    expect(peer.hangUps).toBe(1);
  });
});

test("a guest agent is synchronised with when it is there, for its answer has 0xFF before it", async () => {
  const { connecting, peer } = begin();
  await settle();
  synchronises(peer);
  await settle();
  expect(late.asked).toBe(1);
  await late.comes();
  const session = await connecting;
  const call = session.call("guest-ping");
  await settle();
  peer.says({ return: {} });
  expect(await call).toEqual({});
});

describe("what cannot be loaded", () => {
  test("is told to who listens, and the session goes on; another time it may be there", async () => {
    const { session, peer } = await connected();
    const listening = rejection(session.connectSignal("STOP", () => undefined));
    const stream = session.events();
    const ended: unknown[] = [];
    session.subscribe({ names: undefined, deliver: () => undefined, ended: (error) => ended.push(error) });
    const call = session.call("query");
    await settle();
    peer.returns("query", 1);
    await late.fails();
    expect(await listening).toMatchObject({ code: "supplement-missing" });
    expect(await rejection(stream.next())).toMatchObject({ code: "supplement-missing" });
    expect(ended).toMatchObject([{ code: "supplement-missing" }]);
    expect(await call).toBe(1);
    const next = session.once("STOP");
    peer.says(stop);
    await late.comes();
    expect(await next).toEqual(stop);
  });

  test("ends a session that cannot read on without it", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("query"));
    await settle();
    peer.says({ error: { class: "GenericError", desc: "no" }, id: peer.request("query").id });
    await late.fails();
    expect(await call).toMatchObject({ code: "outcome-unknown", cause: { code: "supplement-missing" } });
    expect((await session.closed).error).toMatchObject({ code: "supplement-missing" });
  });

  test("gives up a call that nobody can watch over, and says whether it was sent", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("slow", undefined, { timeout: 100 }));
    await settle();
    await late.fails();
    expect(await call).toMatchObject({
      code: "supplement-missing",
      command: "slow",
      serverMayHaveActed: true,
    });
    const next = session.call("next");
    await settle();
    peer.returns("slow");
    peer.returns("next", 2);
    expect(await next).toBe(2);
  });
});

describe("the end does not wait for it", () => {
  test("when the session is closed", async () => {
    const { session, peer } = await connected();
    const listening = rejection(session.connectSignal("STOP", () => undefined));
    peer.says(stop);
    await session.close();
    expect(session.state).toBe("disconnected");
    await late.comes();
    expect(await listening).toMatchObject({ code: "disconnected" });
  });

  test("and what came before the connection ended is told before its end", async () => {
    const { session, peer } = await connected();
    const told: string[] = [];
    const connecting = session.connectSignal("STOP", () => told.push("event"));
    session.onState((state) => told.push(state));
    peer.says(stop);
    peer.dies();
    await settle();
    expect(told).toEqual([]);
    await late.comes();
    expect(told).toEqual(["event", "disconnected"]);
    expect((await connecting).event).toBe("STOP");
  });

  test("when the other side is a server of ours", async () => {
    const [client] = memoryPair();
    const connecting = rejection(connect({ transport: client, signal: AbortSignal.timeout(10) }));
    expect(await connecting).toMatchObject({ code: "connect-aborted" });
  });
});
