import { describe, expect, test } from "vitest";
import type { ProtocolDescriptor, AnyProtocol } from "../../../runtime/index.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { agent, attempts, begin, parseError, synchronises, token } from "./support.js";

const noReply: ProtocolDescriptor<AnyProtocol> = { name: "qga", noReply: ["guest-shutdown"] };

describe("connecting to an agent", () => {
  test("voids what was half said, and awaits the answer that is its own", async () => {
    const { connecting, peer } = begin();
    await settle();
    expect(peer.text).toBe(`\u00ff{"execute":"guest-sync-delimited","arguments":{"id":${token(peer)}}}\n`);
    peer.says('"stale"}\r\n', { return: token(peer) - 1 }, parseError);
    await settle();
    synchronises(peer);
    const session = await connecting;
    expect(session.state).toBe("connected");
    expect([session.capabilities, session.greeting.version]).toEqual([[], undefined]);
  });

  test("tries again, less and less often, while the guest is not ready", async () => {
    const { connecting, peer, clock } = begin({ timeout: 600_000, syncInterval: 100 });
    await settle();
    const first = token(peer);
    for (const wait of [100, 200, 400]) {
      clock.advance(wait - 1);
      const before = attempts(peer);
      clock.advance(1);
      await settle();
      expect(attempts(peer)).toBe(before + 1);
    }
    peer.says({ return: first });
    await settle();
    synchronises(peer);
    await connecting;
    clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test("says that nobody answered, that the connection ended, or that it was given up", async () => {
    const late = begin({ timeout: 500 });
    await settle();
    late.clock.advance(500);
    expect(await rejection(late.connecting)).toMatchObject({
      code: "connect-timeout",
      message: "connected, but no guest agent answered within 500 ms",
    });
    const ended = begin();
    await settle();
    ended.peer.dies(new Error("reset"));
    expect(await rejection(ended.connecting)).toMatchObject({ code: "connect-closed" });
    const controller = new AbortController();
    const given = begin({ signal: controller.signal });
    await settle();
    controller.abort();
    expect(await rejection(given.connecting)).toMatchObject({ code: "connect-aborted" });
    for (const { clock } of [late, ended, given]) expect(clock.pending).toBe(0);
  });
});

describe("an agent's commands", () => {
  test("go one at a time, without ids", async () => {
    const { session, peer } = await agent();
    const before = peer.text.length;
    const calls = [session.call("guest-ping"), session.call("guest-info", { a: 1 })];
    await settle();
    expect(peer.text.slice(before)).toBe('{"execute":"guest-ping"}\n');
    peer.says({ return: {} });
    await settle();
    expect(peer.text.slice(before)).toBe(
      '{"execute":"guest-ping"}\n{"execute":"guest-info","arguments":{"a":1}}\n',
    );
    peer.says({ return: { version: "7.2" } });
    expect(await Promise.all(calls)).toEqual([{}, { version: "7.2" }]);
  });

  test("fail with the agent's error, and the next goes on", async () => {
    const { session, peer } = await agent();
    const call = rejection(session.call("guest-nope"));
    const next = session.call("guest-ping");
    await settle();
    peer.says({ error: { class: "CommandNotFound", desc: "no" } });
    expect(await call).toMatchObject({
      errorClass: "CommandNotFound",
      command: "guest-nope",
      inferred: false,
    });
    peer.says({ return: {} });
    await next;
  });

  test("that were given up are followed by a synchronisation, and their late replies by nothing", async () => {
    const { session, peer, clock, problems } = await agent();
    const slow = rejection(session.call("guest-fsfreeze-freeze", undefined, { timeout: 50 }));
    await settle();
    clock.advance(50);
    expect(await slow).toMatchObject({ code: "call-timeout", serverMayHaveActed: true });
    const before = attempts(peer);
    const next = session.call("guest-ping");
    await settle();
    expect(attempts(peer)).toBe(before + 1);
    peer.says({ return: 7 });
    await settle();
    expect(peer.requests.at(-1)?.execute).toBe("guest-sync-delimited");
    synchronises(peer);
    await settle();
    peer.says({ return: {} });
    expect(await next).toEqual({});
    expect(problems).toEqual([]);
  });

  test("that wait are given up without a trace", async () => {
    const { session, peer } = await agent();
    const first = session.call("guest-ping");
    const controller = new AbortController();
    const waiting = rejection(session.call("guest-info", undefined, { signal: controller.signal }));
    controller.abort();
    expect(await waiting).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    const before = attempts(peer);
    await settle();
    peer.says({ return: {} });
    await first;
    expect(attempts(peer)).toBe(before);
  });

  test("that are silent are done when they are written; an error of theirs is told all the same", async () => {
    const { session, peer, problems } = await agent({ protocol: noReply });
    expect(await session.call("guest-shutdown", { mode: "halt" })).toBe(undefined);
    peer.says({ error: { class: "GenericError", desc: "not today" } });
    expect(problems).toMatchObject([{ code: "command-failed", command: "guest-shutdown", inferred: true }]);
    const next = session.call("guest-ping");
    await settle();
    synchronises(peer);
    await settle();
    peer.says({ return: {} });
    expect(await next).toEqual({});
  });

  test("whose reply cannot be read fail with what came, and the next is in step again", async () => {
    const { session, peer } = await agent();
    const call = rejection(session.call("guest-ping"));
    const next = session.call("guest-info");
    await settle();
    peer.says("{nonsense}\r\n");
    expect(await call).toMatchObject({ code: "protocol-violation", received: "{nonsense}" });
    await settle();
    synchronises(peer);
    await settle();
    peer.says({ return: 1 });
    expect(await next).toBe(1);
  });

  test("are told when the connection ends, and whether they had left", async () => {
    const { session, peer } = await agent();
    const sent = rejection(session.call("guest-ping"));
    const waiting = rejection(session.call("guest-ping"));
    await settle();
    peer.dies();
    expect(await sent).toMatchObject({ code: "outcome-unknown" });
    expect(await waiting).toMatchObject({ code: "disconnected" });
    expect(await rejection(session.call("guest-ping"))).toMatchObject({ code: "disconnected" });
    expect((await session.closed).error).toMatchObject({ code: "disconnected" });
    expect(session.state).toBe("disconnected");
  });

  test("a reply that nobody awaits, and text that is none, are told and harm nobody", async () => {
    const { session, peer, problems } = await agent();
    peer.says({ return: {} }, "what?\r\n", { hello: 1 }, { error: { class: "GenericError", desc: "so" } });
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
