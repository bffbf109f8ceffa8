import { describe, expect, test } from "vitest";
import { DisconnectedError, ForeignConnectionError, ListenerError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

describe("a listener", () => {
  test("receives the events of its name, as the server sent them", async () => {
    const { session, peer } = await connected();
    const seen: unknown[] = [];
    await session.connectSignal("STOP", (event) => seen.push(event));
    const timestamp = { seconds: 5, microseconds: 123456 };
    peer.write({ event: "RESUME" }, { event: "STOP", timestamp, data: { a: 1 } });
    // Raised for a signal connection, which the default connection does not receive.
    peer.write({ event: "STOP", tag: "t" });
    expect(seen).toEqual([{ event: "STOP", timestamp, data: { a: 1 } }]);
  });

  test("is called once for each of its connections", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const listener = ({ event }: { event: string }): void => {
      seen.push(event);
    };
    const first = await session.connectSignal("STOP", listener);
    await session.connectSignal("STOP", listener);
    peer.write({ event: "STOP" });
    expect(seen).toHaveLength(2);
    await session.disconnectSignal(first);
    await session.disconnectSignal(first);
    peer.write({ event: "STOP" });
    expect(seen).toHaveLength(3);
  });

  test("is not called after another listener of the same event has disconnected it", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const late: { disconnect?: () => Promise<void> } = {};
    await session.connectSignal("STOP", () => void late.disconnect?.());
    const connection = await session.connectSignal("STOP", () => seen.push("late"));
    late.disconnect = () => connection.disconnect();
    peer.write({ event: "STOP" });
    expect(seen).toEqual([]);
  });

  test("does not receive the event during which it was connected", async () => {
    const { session, peer } = await connected();
    const seen: number[] = [];
    await session.connectSignal("STOP", () => {
      void session.connectSignal("STOP", () => seen.push(1));
    });
    peer.write({ event: "STOP" });
    expect(seen).toEqual([]);
    peer.write({ event: "STOP" });
    await settle();
    expect(seen).toEqual([1]);
  });

  test("does not affect others if it throws or rejects, and is reported", async () => {
    const { session, peer, problems } = await connected();
    const seen: string[] = [];
    await session.connectSignal("STOP", () => {
      throw new Error("thrown");
    });
    await session.connectSignal("STOP", async () => {
      await Promise.resolve();
      throw new Error("rejected");
    });
    await session.connectSignal("STOP", ({ event }) => seen.push(event));
    const call = session.call("a");
    await settle();
    peer.write({ event: "STOP" });
    peer.reply("a", 1);
    expect(await call).toBe(1);
    await settle();
    expect(seen).toEqual(["STOP"]);
    expect(problems.map((problem) => problem.cause)).toEqual([new Error("thrown"), new Error("rejected")]);
    expect(problems.every((problem) => problem instanceof ListenerError)).toBe(true);
  });

  test("ends when its signal is aborted or its block is left", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const controller = new AbortController();
    await session.connectSignal("STOP", () => seen.push("signal"), { signal: controller.signal });
    await session.connectSignal("STOP", () => seen.push("aborted"), { signal: AbortSignal.abort() });
    {
      await using connection = await session.connectSignal("STOP", () => seen.push("block"));
      expect(connection).toMatchObject({ event: "STOP", tag: undefined });
      peer.write({ event: "STOP" });
    }
    controller.abort();
    peer.write({ event: "STOP" });
    expect(seen).toEqual(["signal", "block"]);
  });

  test("cannot be connected after the end of the session, nor disconnected by another session", async () => {
    const { session, peer } = await connected();
    const other = await connected();
    const connection = await session.connectSignal("STOP", () => undefined);
    expect(await rejection(other.session.disconnectSignal(connection))).toBeInstanceOf(
      ForeignConnectionError,
    );
    peer.disconnect();
    expect(await rejection(session.connectSignal("STOP", () => undefined))).toBeInstanceOf(DisconnectedError);
    await session.disconnectSignal(connection);
  });

  test("receives an event whose name is a property of Object.prototype", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    for (const name of ["__proto__", "constructor"]) {
      await session.connectSignal(name, ({ event }) => seen.push(event));
    }
    peer.write('{"event": "__proto__"}\r\n', { event: "constructor" }, { event: "toString" });
    expect(seen).toEqual(["__proto__", "constructor"]);
  });
});
