import { describe, expect, test } from "vitest";
import type { ProtocolDescriptor, AnyProtocol } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { attempts, connectedAgent, parseError, startConnecting, synchronise, token } from "./support.js";

const noReply: ProtocolDescriptor<AnyProtocol> = { name: "qga", noReply: ["guest-shutdown"] };

describe("connecting to an agent", () => {
  test("discards an incomplete request and ignores other replies", async () => {
    const { connecting, peer } = startConnecting();
    await settle();
    expect(peer.text).toBe(`\u00ff{"execute":"guest-sync-delimited","arguments":{"id":${token(peer)}}}\n`);
    peer.write('"stale"}\r\n', { return: token(peer) - 1 }, parseError);
    await settle();
    synchronise(peer);
    const session = await connecting;
    expect(session.state).toBe("connected");
    expect([session.capabilities, session.greeting.version]).toEqual([[], undefined]);
  });

  test("repeats the synchronisation with growing delays while no agent answers", async () => {
    const { connecting, peer, clock } = startConnecting({ timeout: 600_000, syncInterval: 100 });
    await settle();
    const first = token(peer);
    for (const wait of [100, 200, 400]) {
      clock.advance(wait - 1);
      const before = attempts(peer);
      clock.advance(1);
      await settle();
      expect(attempts(peer)).toBe(before + 1);
    }
    peer.write({ return: first });
    await settle();
    synchronise(peer);
    await connecting;
    clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test("fails if no agent answers, the connection ends or the signal aborts", async () => {
    const late = startConnecting({ timeout: 500 });
    await settle();
    late.clock.advance(500);
    expect(await rejection(late.connecting)).toMatchObject({
      code: "connect-timeout",
      message: "connected, but no guest agent answered within 500 ms",
    });
    const ended = startConnecting();
    await settle();
    ended.peer.disconnect(new Error("reset"));
    expect(await rejection(ended.connecting)).toMatchObject({ code: "connect-closed" });
    const controller = new AbortController();
    const aborted = startConnecting({ signal: controller.signal });
    await settle();
    controller.abort();
    expect(await rejection(aborted.connecting)).toMatchObject({ code: "connect-aborted" });
    for (const { clock } of [late, ended, aborted]) expect(clock.pending).toBe(0);
  });
});

describe("commands of an agent", () => {
  test("are sent one at a time without ids", async () => {
    const { session, peer } = await connectedAgent();
    const before = peer.text.length;
    const calls = [session.call("guest-ping"), session.call("guest-info", { a: 1 })];
    await settle();
    expect(peer.text.slice(before)).toBe('{"execute":"guest-ping"}\n');
    peer.write({ return: {} });
    await settle();
    expect(peer.text.slice(before)).toBe(
      '{"execute":"guest-ping"}\n{"execute":"guest-info","arguments":{"a":1}}\n',
    );
    peer.write({ return: { version: "7.2" } });
    expect(await Promise.all(calls)).toEqual([{}, { version: "7.2" }]);
  });

  test("fail with the error of the agent, and the next one is sent", async () => {
    const { session, peer } = await connectedAgent();
    const call = rejection(session.call("guest-nope"));
    const next = session.call("guest-ping");
    await settle();
    peer.write({ error: { class: "CommandNotFound", desc: "no" } });
    expect(await call).toMatchObject({
      errorClass: "CommandNotFound",
      command: "guest-nope",
      inferred: false,
    });
    peer.write({ return: {} });
    await next;
  });

  test("are followed by a synchronisation if they are cancelled, and their late replies are discarded", async () => {
    const { session, peer, clock, problems } = await connectedAgent();
    const slow = rejection(session.call("guest-fsfreeze-freeze", undefined, { timeout: 50 }));
    await settle();
    clock.advance(50);
    expect(await slow).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
    const before = attempts(peer);
    const next = session.call("guest-ping");
    await settle();
    expect(attempts(peer)).toBe(before + 1);
    peer.write({ return: 7 });
    await settle();
    expect(peer.requests.at(-1)?.execute).toBe("guest-sync-delimited");
    synchronise(peer);
    await settle();
    peer.write({ return: {} });
    expect(await next).toEqual({});
    expect(problems).toEqual([]);
  });

  test("are cancelled without a synchronisation while they wait", async () => {
    const { session, peer } = await connectedAgent();
    const first = session.call("guest-ping");
    const controller = new AbortController();
    const waiting = rejection(session.call("guest-info", undefined, { signal: controller.signal }));
    controller.abort();
    expect(await waiting).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    const before = attempts(peer);
    await settle();
    peer.write({ return: {} });
    await first;
    expect(attempts(peer)).toBe(before);
  });

  test("resolve when they are written if they have no reply, and a later error is reported", async () => {
    const { session, peer, problems } = await connectedAgent({ protocol: noReply });
    expect(await session.call("guest-shutdown", { mode: "halt" })).toBe(undefined);
    peer.write({ error: { class: "GenericError", desc: "not today" } });
    expect(problems).toMatchObject([{ code: "command-failed", command: "guest-shutdown", inferred: true }]);
    const next = session.call("guest-ping");
    await settle();
    synchronise(peer);
    await settle();
    peer.write({ return: {} });
    expect(await next).toEqual({});
  });

  test("fail with the received text if the reply is unreadable, and the session synchronises", async () => {
    const { session, peer } = await connectedAgent();
    const call = rejection(session.call("guest-ping"));
    const next = session.call("guest-info");
    await settle();
    peer.write("{nonsense}\r\n");
    expect(await call).toMatchObject({ code: "protocol-violation", received: "{nonsense}" });
    await settle();
    synchronise(peer);
    await settle();
    peer.write({ return: 1 });
    expect(await next).toBe(1);
  });

  test("fail when the connection ends, according to whether they were sent", async () => {
    const { session, peer } = await connectedAgent();
    const sent = rejection(session.call("guest-ping"));
    const waiting = rejection(session.call("guest-ping"));
    await settle();
    peer.disconnect();
    expect(await sent).toMatchObject({ code: "outcome-unknown" });
    expect(await waiting).toMatchObject({ code: "disconnected" });
    expect(await rejection(session.call("guest-ping"))).toMatchObject({ code: "disconnected" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
    expect(session.state).toBe("disconnected");
  });

  test("are not affected by unexpected messages, which are reported", async () => {
    const { session, peer, problems } = await connectedAgent();
    peer.write({ return: {} }, "what?\r\n", { hello: 1 }, { error: { class: "GenericError", desc: "so" } });
    expect(problems.map(({ code }) => code)).toEqual([
      "protocol-violation",
      "protocol-violation",
      "protocol-violation",
      "command-failed",
    ]);
    await session.close();
    await session.close();
  });
});

describe("a refused call without a success reply", () => {
  const refusal = { error: { class: "GenericError", desc: "cannot shut down" } };

  test("is reported once, also if another call follows at once", async () => {
    const { session, peer, problems } = await connectedAgent({ protocol: noReply });
    await session.call("guest-shutdown");
    const next = session.call("guest-ping");
    await settle();
    peer.write(refusal);
    synchronise(peer);
    await settle();
    peer.write({ return: {} });
    expect(await next).toEqual({});
    expect(problems).toMatchObject([
      { code: "command-failed", command: "guest-shutdown", description: "cannot shut down", inferred: true },
    ]);
  });

  test("is not reported if only the synchronisation gets an error", async () => {
    const { session, peer, problems } = await connectedAgent({ protocol: noReply });
    for (let times = 0; times < 2; times++) {
      await session.call("guest-shutdown");
      const next = session.call("guest-ping");
      await settle();
      synchronise(peer);
      await settle();
      peer.write({ return: {} });
      await next;
    }
    expect(problems).toEqual([]);
  });

  test("is reported when the agent answers after several synchronisations", async () => {
    const { session, peer, clock, problems } = await connectedAgent({ protocol: noReply, syncInterval: 100 });
    await session.call("guest-shutdown");
    const next = session.call("guest-ping");
    await settle();
    clock.advance(100);
    await settle();
    peer.write(refusal, parseError, { return: token(peer) - 1 });
    synchronise(peer);
    await settle();
    peer.write({ return: {} });
    await next;
    expect(problems).toMatchObject([{ command: "guest-shutdown" }]);
  });
});

test("a reply of the largest count of guest-file-read, 48 MiB, does not end the session", async () => {
  const { session, peer } = await connectedAgent();
  const count = 48 * 1024 * 1024;
  const call = session.call("guest-file-read", { handle: 1000, count });
  await settle();
  peer.write(`{"return": {"count": ${count}, "buf-b64": "${"A".repeat((count / 3) * 4)}", "eof": false}}\n`);
  expect(await call).toMatchObject({ count });
  expect(session.state).toBe("connected");
});

test("the messageLimit of the caller takes precedence", async () => {
  const { session, peer } = await connectedAgent({ messageLimit: 100 });
  const call = rejection(session.call("guest-file-read"));
  await settle();
  peer.write(`{"return": "${"A".repeat(100)}"}\n`);
  expect(await call).toHaveProperty("cause.code", "protocol-violation");
});

test("a call out of band is refused, because an agent has no such capability", async () => {
  const { session, peer } = await connectedAgent();
  expect(await rejection(session.call("guest-ping", {}, { oob: true }))).toMatchObject({
    code: "capability-missing",
    serverMayHaveActed: false,
  });
  await settle();
  expect(peer.text).not.toContain("guest-ping");
  await session.close();
});
