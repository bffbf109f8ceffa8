import { describe, expect, test } from "vitest";
import { callWithoutReply } from "../../../runtime/codegen.js";
import { CommandError, OutcomeUnknownError, ProtocolViolationError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const stray = { error: { class: "GenericError", desc: "JSON parse error" } };

describe("an error without an id", () => {
  test("is the only call's that is in flight", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("a"));
    await settle();
    peer.says(stray);
    expect(await call).toBeInstanceOf(CommandError);
    expect(await call).toMatchObject({ command: "a", inferred: true, received: stray });
  });

  test("may say so by an id that is null", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("a"));
    await settle();
    peer.says({ id: null, ...stray });
    expect(await call).toMatchObject({ command: "a", inferred: true });
  });

  test("is the call's that is passed over", async () => {
    const { session, peer, problems } = await connected();
    const calls = ["a", "b", "c"].map((command) => session.call(command));
    const second = rejection(calls[1] ?? Promise.resolve());
    await settle();
    peer.says(stray);
    peer.returns("a", 1);
    peer.returns("c", 3);
    expect(await calls[0]).toBe(1);
    expect(await second).toMatchObject({ command: "b", inferred: true });
    expect(await calls[2]).toBe(3);
    expect(problems).toEqual([]);
  });

  test("is the last one's, when all others are answered", async () => {
    const { session, peer } = await connected();
    const first = session.call("a");
    const urgent = rejection(session.call("b", undefined, { oob: true }));
    await settle();
    peer.says(stray);
    peer.returns("a", 1);
    expect(await first).toBe(1);
    expect(await urgent).toMatchObject({ command: "b", inferred: true });
  });

  test("is not a call's that an out-of-band command has only overtaken", async () => {
    const { session, peer } = await connected();
    const first = session.call("a");
    const second = rejection(session.call("b"));
    const urgent = session.call("c", undefined, { oob: true });
    await settle();
    peer.says(stray);
    peer.returns("c", 3);
    expect(await urgent).toBe(3);
    peer.returns("a", 1);
    expect(await first).toBe(1);
    expect(await second).toMatchObject({ command: "b", inferred: true });
  });

  test("is rather the call's that awaits a reply than the silent one's", async () => {
    const { session, peer, problems } = await connected();
    await callWithoutReply(session, "silent", undefined);
    const first = rejection(session.call("a"));
    const second = session.call("b");
    await settle();
    peer.says(stray);
    peer.returns("b", 2);
    expect(await second).toBe(2);
    expect(await first).toMatchObject({ command: "a", inferred: true });
    expect(problems).toEqual([]);
  });

  test("that turns out to be a silent call's takes no other call's id away", async () => {
    const { session, peer, problems } = await connected();
    await callWithoutReply(session, "silent", undefined);
    const { id } = peer.request("silent");
    const urgent = session.call("urgent", undefined, { oob: true });
    const plain = session.call("plain");
    await settle();
    peer.says(stray);
    peer.returns("plain");
    await plain;
    let last = session.call("last");
    await settle();
    while (peer.request("last").id !== id) {
      peer.returns("last");
      await last;
      last = session.call("last");
      await settle();
    }
    peer.returns("urgent");
    await urgent;
    expect(problems).toMatchObject([{ command: "silent", inferred: true }]);
    peer.returns("last", "mine");
    expect(await last).toBe("mine");
  });

  test("twice, for two calls", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b"].map((command) => rejection(session.call(command)));
    const last = session.call("c");
    await settle();
    peer.says(stray, stray);
    peer.returns("c", 3);
    expect(await Promise.all(calls)).toMatchObject([{ command: "a" }, { command: "b" }]);
    expect(await last).toBe(3);
  });

  test("is told as the cause, when nothing more comes", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b"].map((command) => rejection(session.call(command)));
    await settle();
    peer.says(stray);
    peer.dies();
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject({ cause: { code: "command-failed" } });
    }
  });

  test("with nothing in flight, is told", async () => {
    const { peer, problems } = await connected();
    peer.says(stray);
    expect(problems).toMatchObject([{ code: "command-failed", description: "JSON parse error" }]);
  });

  test("of a call that was given up disturbs nobody", async () => {
    const { session, peer } = await connected();
    const controller = new AbortController();
    const given = rejection(session.call("a", undefined, { signal: controller.signal }));
    const other = session.call("b");
    await settle();
    controller.abort();
    await given;
    peer.says(stray);
    peer.returns("b", 2);
    expect(await other).toBe(2);
  });
});

describe("text that is no message", () => {
  test("may have been the reply of the call that is passed over", async () => {
    const { session, peer } = await connected();
    const lost = rejection(session.call("a"));
    const other = session.call("b");
    await settle();
    peer.says("garbage\r\n");
    peer.returns("b", 2);
    expect(await other).toBe(2);
    expect(await lost).toBeInstanceOf(ProtocolViolationError);
    expect(await lost).toMatchObject({ command: "a", received: "garbage", serverMayHaveActed: true });
  });

  test("need not have been a reply", async () => {
    const { session, peer } = await connected();
    const call = session.call("a");
    await settle();
    peer.says("garbage\r\n");
    peer.returns("a", 1);
    expect(await call).toBe(1);
  });
});

describe("a command that sends no reply", () => {
  const protocol = { name: "agent", noReply: ["guest-shutdown"] };

  test("is done when it was written", async () => {
    const { session, peer } = await connected({ protocol });
    await session.call("guest-shutdown", { mode: "halt" });
    expect(peer.request("guest-shutdown").arguments).toEqual({ mode: "halt" });
    await callWithoutReply(session, "anything", undefined);
  });

  test("fails by an error reply that comes first", async () => {
    const { session, peer } = await connected({ protocol });
    let written: () => void = () => undefined;
    const send = peer.send.bind(peer);
    peer.send = async (text) => {
      await send(text);
      await new Promise<void>((resolve) => {
        written = resolve;
      });
    };
    const call = rejection(session.call("guest-shutdown"));
    await settle();
    peer.says({ id: peer.request("guest-shutdown").id, ...stray });
    written();
    expect(await call).toMatchObject({ command: "guest-shutdown", code: "command-failed" });
  });

  test("tells its error as a problem, when it comes later: with an id or without", async () => {
    for (const withId of [true, false]) {
      const { session, peer, problems } = await connected({ protocol });
      await session.call("guest-shutdown");
      peer.says(withId ? { id: peer.request("guest-shutdown").id, ...stray } : stray);
      expect(problems).toMatchObject([{ command: "guest-shutdown", code: "command-failed" }]);
    }
  });

  test("gives its id back when a later command is answered", async () => {
    const { session, peer } = await connected({ protocol });
    for (let round = 0; round < 30; round++) {
      await session.call("guest-shutdown");
      const ping = session.call("ping");
      await settle();
      peer.returns("ping");
      await ping;
    }
    expect(Math.max(...peer.requests.map(({ id }) => id))).toBeLessThan(10);
  });
});
