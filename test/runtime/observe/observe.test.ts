import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { connect, connectAgent } from "../../../runtime/index.js";
import {
  Counters,
  formatTranscript,
  observe,
  parseTranscript,
  replayTranscript,
  type Tracer,
  type TranscriptEntry,
} from "../../../runtime/observe/index.js";
import { diagnosticsTracer } from "../../../runtime/node/index.js";
import { startConnecting, synchronise } from "../agent/support.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const secret = { "qom-type": "secret", id: "s0", data: "hunter2!" };

/** An event in QEMU's layout, which a session skips without parsing it. */
const unheard = '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESUME"}\r\n';

/** Runs a session with calls, secrets, events, problems and a lost connection. */
async function runSession(observer: ReturnType<typeof observe>): Promise<void> {
  const { session, peer } = await connected({ observer });
  const calls = [
    session.call("object-add", secret),
    rejection(session.call("set_password", { protocol: "vnc", password: "swordfish" })),
  ];
  await settle();
  peer.reply("object-add");
  const { id } = peer.request("set_password");
  peer.write({ error: { class: "GenericError", desc: "'swordfish' is too short" }, id });
  await Promise.all(calls);
  await session.connectSignal("STOP", () => undefined);
  peer.write({ event: "STOP" }, unheard, "nonsense\r\n");
  const stream = session.events({ names: ["STOP"], limit: 1, overflow: "drop-oldest" });
  peer.write({ event: "STOP" }, { event: "STOP" });
  await stream.return();
  const lost = rejection(session.call("query-name"));
  await settle();
  peer.disconnect();
  await lost;
}

describe("an observer", () => {
  test("logs calls, events and problems with secrets redacted", async () => {
    const lines: string[] = [];
    const log = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
    await runSession(observe({ logger: { debug: log("debug"), info: log("info"), warn: log("warn") } }));
    expect(lines).toMatchInlineSnapshot(`
      [
        "info: session connecting",
        "info: session negotiating",
        "info: session connected",
        "debug: object-add queued",
        "debug: object-add sent",
        "debug: set_password queued",
        "debug: set_password sent",
        "debug: object-add succeeded",
        "warn: set_password failed with GenericError: '***' is too short",
        "debug: event STOP received",
        "warn: the server sent text that is not a message: nonsense",
        "debug: event STOP received",
        "debug: event STOP received",
        "warn: event STOP dropped: a queue is full",
        "debug: query-name queued",
        "debug: query-name sent",
        "info: session disconnected",
        "warn: the session ended before query-name was answered: the server ended the connection",
      ]
    `);
  });

  test("passes the same trace object at each step of a call", async () => {
    const steps: unknown[] = [];
    const tracer: Tracer = {
      queued: (call) => steps.push(["queued", call]),
      sent: (call) => steps.push(["sent", call]),
      settled: (call, failure) => steps.push(["settled", call, failure?.code, failure?.message]),
    };
    await runSession(observe({ tracers: [tracer] }));
    const add = { command: "object-add", arguments: { ...secret, data: "***" }, oob: false };
    const password = {
      command: "set_password",
      arguments: { protocol: "vnc", password: "***" },
      oob: false,
    };
    expect(steps.slice(0, 6)).toEqual([
      ["queued", add],
      ["sent", add],
      ["queued", password],
      ["sent", password],
      ["settled", add, undefined, undefined],
      ["settled", password, "command-failed", "set_password failed with GenericError: '***' is too short"],
    ]);
    expect((steps[0] as unknown[])[1]).toBe((steps[4] as unknown[])[1]);
    expect((steps.at(-1) as unknown[]).slice(2)).toEqual([
      "outcome-unknown",
      "the session ended before query-name was answered: the server ended the connection",
    ]);
  });

  test("counts calls, events and problems", async () => {
    const counters = new Counters();
    const observer = observe({ tracers: [counters] });
    await runSession(observer);
    await runSession(observer);
    const { bytes, ...counts } = counters.read();
    expect(counts).toEqual({
      calls: { queued: 6, sent: 6, succeeded: 2, failed: 4 },
      events: { delivered: 6, withoutListener: 2, dropped: 2 },
      problems: 2,
    });
    expect(bytes.sent).toBeGreaterThan(500);
    expect(bytes.received).toBeGreaterThan(500);
  });

  test("publishes on diagnostics channels", async () => {
    const published: unknown[] = [];
    const record = (message: unknown, name: string | symbol): void => void published.push([name, message]);
    const channels = ["call:queued", "call:sent", "call:settled", "event", "state", "problem"];
    for (const name of channels) subscribe(`qapi-ts:${name}`, record);
    await runSession(observe({ tracers: [diagnosticsTracer()] }));
    for (const name of channels) unsubscribe(`qapi-ts:${name}`, record);
    const names = published.map((entry) => (entry as [string])[0].replace("qapi-ts:", ""));
    expect(new Set(names)).toEqual(new Set(channels));
    expect(published.filter((entry) => (entry as [string])[0] === "qapi-ts:call:queued").length).toBe(3);
    expect(JSON.stringify(published)).not.toMatch(/hunter2|swordfish/);
  });

  test("does not affect the session if tracers, logger and transcript throw", async () => {
    const fail = (): never => {
      throw new Error("logger");
    };
    const tracer: Tracer = { queued: fail, sent: fail, settled: fail, event: fail, state: fail, bytes: fail };
    await runSession(observe({ tracers: [tracer], logger: { debug: fail, info: fail }, transcript: fail }));
  });

  test("accepts empty options", async () => {
    await runSession(observe({}));
  });
});

describe("a transcript", () => {
  async function recorded(): Promise<readonly TranscriptEntry[]> {
    const entries: TranscriptEntry[] = [];
    let at = 0;
    await runSession(observe({ transcript: (entry) => entries.push(entry), now: () => at++ }));
    return entries;
  }

  test("contains both directions in order with secrets redacted", async () => {
    const entries = await recorded();
    expect(entries.slice(0, 3).map(({ from, text }) => [from, text.slice(0, 30)])).toEqual([
      ["server", '{"QMP": {"version": {"qemu": {'],
      ["client", '{"execute":"qmp_capabilities",'],
      ["server", '{"return":{},"id":0}\r\n'],
    ]);
    const text = formatTranscript(entries);
    expect(text).not.toMatch(/hunter2|swordfish/);
    expect(text).toContain("set_password");
    expect(entries.at(-1)).toMatchObject({ from: "server", end: true });
    expect(parseTranscript(text)).toEqual(entries);
    expect(() => parseTranscript('{"from":"me"}\n')).toThrow(SyntaxError);
    expect(() => parseTranscript("null\n")).toThrow("not an entry of a transcript");
  });

  test("is replayed to a session that sends the same with other secrets", async () => {
    const entries = await recorded();
    const clock = new ManualClock();
    const session = await connect({
      transport: replayTranscript(entries),
      clock,
      onProblem: () => undefined,
    });
    const stopped = session.once("STOP");
    const calls = [
      session.call("object-add", { ...secret, data: "another" }),
      rejection(session.call("set_password", { protocol: "vnc", password: "x" })),
    ];
    expect(await calls[0]).toEqual({});
    expect(await calls[1]).toMatchObject({ description: "'***' is too short" });
    clock.advance(0);
    expect((await stopped).event).toBe("STOP");
    expect(await rejection(session.call("query-name"))).toMatchObject({ code: "outcome-unknown" });
  });

  test("ends the connection if the session sends something else", async () => {
    const entries = await recorded();
    const session = await connect({ transport: replayTranscript(entries), onProblem: () => undefined });
    const call = rejection(session.call("something-else"));
    expect(await call).toMatchObject({ code: "outcome-unknown" });
    expect((await session.closed).error?.message).toContain("where the transcript has");
    const other = await connect({ transport: replayTranscript(entries.slice(0, 3)) });
    await other.close();
    expect(other.state).toBe("disconnected");
  });

  test("is replayed to a guest agent session with another synchronisation number", async () => {
    const entries: TranscriptEntry[] = [];
    const observer = observe({ transcript: (entry) => entries.push(entry) });
    const { connecting, peer } = startConnecting({ observer });
    await settle();
    synchronise(peer);
    const agent = await connecting;
    const calls = [agent.call("guest-ping"), agent.call("guest-get-time")];
    await settle();
    peer.write({ return: {} });
    await settle();
    peer.write({ return: 5 });
    await Promise.all(calls);
    const again = await connectAgent({ transport: replayTranscript(entries), onProblem: () => undefined });
    expect(await Promise.all([again.call("guest-ping"), again.call("guest-get-time")])).toEqual([{}, 5]);
    await again.close();
  });
});
