import { describe, expect, test } from "vitest";
import { callWithoutReply } from "../../../runtime/codegen.js";
import { CommandError, OutcomeUnknownError, ProtocolViolationError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

const errorWithoutId = { error: { class: "GenericError", desc: "JSON parse error" } };

describe("an error without an id", () => {
  test("is attributed to the only call in flight", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("a"));
    await settle();
    peer.write(errorWithoutId);
    expect(await call).toBeInstanceOf(CommandError);
    expect(await call).toMatchObject({ command: "a", inferred: true, received: errorWithoutId });
  });

  test("may have the id null", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("a"));
    await settle();
    peer.write({ id: null, ...errorWithoutId });
    expect(await call).toMatchObject({ command: "a", inferred: true });
  });

  test("is attributed to the call that a later reply skips", async () => {
    const { session, peer, problems } = await connected();
    const calls = ["a", "b", "c"].map((command) => session.call(command));
    const second = rejection(calls[1] ?? Promise.resolve());
    await settle();
    peer.write(errorWithoutId);
    peer.reply("a", 1);
    peer.reply("c", 3);
    expect(await calls[0]).toBe(1);
    expect(await second).toMatchObject({ command: "b", inferred: true });
    expect(await calls[2]).toBe(3);
    expect(problems).toEqual([]);
  });

  test("is attributed to the last call when all others are answered", async () => {
    const { session, peer } = await connected();
    const first = session.call("a");
    const urgent = rejection(session.call("b", undefined, { oob: true }));
    await settle();
    peer.write(errorWithoutId);
    peer.reply("a", 1);
    expect(await first).toBe(1);
    expect(await urgent).toMatchObject({ command: "b", inferred: true });
  });

  test("is not attributed to a call that only an out-of-band reply skips", async () => {
    const { session, peer } = await connected();
    const first = session.call("a");
    const second = rejection(session.call("b"));
    const urgent = session.call("c", undefined, { oob: true });
    await settle();
    peer.write(errorWithoutId);
    peer.reply("c", 3);
    expect(await urgent).toBe(3);
    peer.reply("a", 1);
    expect(await first).toBe(1);
    expect(await second).toMatchObject({ command: "b", inferred: true });
  });

  test("is attributed to a call with a reply rather than to one without", async () => {
    const { session, peer, problems } = await connected();
    await callWithoutReply(session, "no-reply", undefined);
    const first = rejection(session.call("a"));
    const second = session.call("b");
    await settle();
    peer.write(errorWithoutId);
    peer.reply("b", 2);
    expect(await second).toBe(2);
    expect(await first).toMatchObject({ command: "a", inferred: true });
    expect(problems).toEqual([]);
  });

  test("does not release the id of another call if it belongs to a call without a reply", async () => {
    const { session, peer, problems } = await connected();
    await callWithoutReply(session, "no-reply", undefined);
    const { id } = peer.request("no-reply");
    const urgent = session.call("urgent", undefined, { oob: true });
    const plain = session.call("plain");
    await settle();
    peer.write(errorWithoutId);
    peer.reply("plain");
    await plain;
    let last = session.call("last");
    await settle();
    while (peer.request("last").id !== id) {
      peer.reply("last");
      await last;
      last = session.call("last");
      await settle();
    }
    peer.reply("urgent");
    await urgent;
    expect(problems).toMatchObject([{ command: "no-reply", inferred: true }]);
    peer.reply("last", "own reply");
    expect(await last).toBe("own reply");
  });

  test("is attributed to one call each if two arrive", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b"].map((command) => rejection(session.call(command)));
    const last = session.call("c");
    await settle();
    peer.write(errorWithoutId, errorWithoutId);
    peer.reply("c", 3);
    expect(await Promise.all(calls)).toMatchObject([{ command: "a" }, { command: "b" }]);
    expect(await last).toBe(3);
  });

  test("is the cause of each candidate's error when the connection is lost", async () => {
    const { session, peer } = await connected();
    const calls = ["a", "b"].map((command) => rejection(session.call(command)));
    await settle();
    peer.write(errorWithoutId);
    peer.disconnect();
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(OutcomeUnknownError);
      expect(error).toMatchObject({ cause: { code: "command-failed" } });
    }
  });

  test("is reported as a problem if no call is in flight", async () => {
    const { peer, problems } = await connected();
    peer.write(errorWithoutId);
    expect(problems).toMatchObject([{ code: "command-failed", description: "JSON parse error" }]);
  });

  test("does not affect other calls if it belongs to an aborted call", async () => {
    const { session, peer } = await connected();
    const controller = new AbortController();
    const aborted = rejection(session.call("a", undefined, { signal: controller.signal }));
    const other = session.call("b");
    await settle();
    controller.abort();
    await aborted;
    peer.write(errorWithoutId);
    peer.reply("b", 2);
    expect(await other).toBe(2);
  });
});

describe("text that is not a message", () => {
  test("rejects the call that a later reply skips", async () => {
    const { session, peer } = await connected();
    const lost = rejection(session.call("a"));
    const other = session.call("b");
    await settle();
    peer.write("garbage\r\n");
    peer.reply("b", 2);
    expect(await other).toBe(2);
    expect(await lost).toBeInstanceOf(ProtocolViolationError);
    expect(await lost).toMatchObject({ command: "a", received: "garbage", serverMayHaveActed: true });
  });

  test("rejects no call if all are answered", async () => {
    const { session, peer } = await connected();
    const call = session.call("a");
    await settle();
    peer.write("garbage\r\n");
    peer.reply("a", 1);
    expect(await call).toBe(1);
  });
});

describe("a command without a reply", () => {
  const protocol = { name: "agent", noReply: ["guest-shutdown"] };

  test("is fulfilled when it is written", async () => {
    const { session, peer } = await connected({ protocol });
    await session.call("guest-shutdown", { mode: "halt" });
    expect(peer.request("guest-shutdown").arguments).toEqual({ mode: "halt" });
    await callWithoutReply(session, "anything", undefined);
  });

  test("is rejected by an error that arrives before it is written", async () => {
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
    peer.write({ id: peer.request("guest-shutdown").id, ...errorWithoutId });
    written();
    expect(await call).toMatchObject({ command: "guest-shutdown", code: "command-failed" });
  });

  test("has a later error reported as a problem, with or without an id", async () => {
    for (const withId of [true, false]) {
      const { session, peer, problems } = await connected({ protocol });
      await session.call("guest-shutdown");
      peer.write(withId ? { id: peer.request("guest-shutdown").id, ...errorWithoutId } : errorWithoutId);
      expect(problems).toMatchObject([{ command: "guest-shutdown", code: "command-failed" }]);
    }
  });

  test("releases its id when a later command is answered", async () => {
    const { session, peer } = await connected({ protocol });
    for (let round = 0; round < 30; round++) {
      await session.call("guest-shutdown");
      const ping = session.call("ping");
      await settle();
      peer.reply("ping");
      await ping;
    }
    expect(Math.max(...peer.requests.map(({ id }) => id))).toBeLessThan(10);
  });
});
