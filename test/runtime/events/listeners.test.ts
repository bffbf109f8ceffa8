import { describe, expect, test } from "vitest";
import { DisconnectedError, ForeignConnectionError, ListenerError } from "../../../runtime/index.js";
import { connected, rejection, settle } from "../support/scripted-peer.js";

describe("a listener", () => {
  test("is called for its event alone, with the event as it came", async () => {
    const { session, peer } = await connected();
    const seen: unknown[] = [];
    await session.connectSignal("STOP", (event) => seen.push(event));
    const timestamp = { seconds: 5, microseconds: 123456 };
    peer.says({ event: "RESUME" }, { event: "STOP", timestamp, data: { a: 1 } });
    // Raised for a connection, which a default connection is not told of.
    peer.says({ event: "STOP", tag: "t" });
    expect(seen).toEqual([{ event: "STOP", timestamp, data: { a: 1 } }]);
  });

  test("connected twice is called twice; disconnected once, once", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const listener = ({ event }: { event: string }): void => {
      seen.push(event);
    };
    const first = await session.connectSignal("STOP", listener);
    await session.connectSignal("STOP", listener);
    peer.says({ event: "STOP" });
    expect(seen).toHaveLength(2);
    await session.disconnectSignal(first);
    await session.disconnectSignal(first);
    peer.says({ event: "STOP" });
    expect(seen).toHaveLength(3);
  });

  test("is not called again once it is disconnected, though it be by a listener before it", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const late: { disconnect?: () => Promise<void> } = {};
    await session.connectSignal("STOP", () => void late.disconnect?.());
    const connection = await session.connectSignal("STOP", () => seen.push("late"));
    late.disconnect = () => connection.disconnect();
    peer.says({ event: "STOP" });
    expect(seen).toEqual([]);
  });

  test("that connects another one for the same event does not have it called for the present one", async () => {
    const { session, peer } = await connected();
    const seen: number[] = [];
    await session.connectSignal("STOP", () => {
      void session.connectSignal("STOP", () => seen.push(1));
    });
    peer.says({ event: "STOP" });
    expect(seen).toEqual([]);
    peer.says({ event: "STOP" });
    expect(seen).toEqual([1]);
  });

  test("that throws, at once or later, harms nobody and is told", async () => {
    const { session, peer, problems } = await connected();
    const seen: string[] = [];
    await session.connectSignal("STOP", () => {
      throw new Error("at once");
    });
    await session.connectSignal("STOP", async () => {
      await Promise.resolve();
      throw new Error("later");
    });
    await session.connectSignal("STOP", ({ event }) => seen.push(event));
    const call = session.call("a");
    await settle();
    peer.says({ event: "STOP" });
    peer.returns("a", 1);
    expect(await call).toBe(1);
    await settle();
    expect(seen).toEqual(["STOP"]);
    expect(problems.map((problem) => problem.cause)).toEqual([new Error("at once"), new Error("later")]);
    expect(problems.every((problem) => problem instanceof ListenerError)).toBe(true);
  });

  test("ends with its AbortSignal, and with its block", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const controller = new AbortController();
    await session.connectSignal("STOP", () => seen.push("signal"), { signal: controller.signal });
    await session.connectSignal("STOP", () => seen.push("aborted"), { signal: AbortSignal.abort() });
    {
      await using connection = await session.connectSignal("STOP", () => seen.push("block"));
      expect(connection).toMatchObject({ event: "STOP", tag: undefined });
      peer.says({ event: "STOP" });
    }
    controller.abort();
    peer.says({ event: "STOP" });
    expect(seen).toEqual(["signal", "block"]);
  });

  test("cannot be connected when the session has ended, nor disconnected by another session", async () => {
    const { session, peer } = await connected();
    const other = await connected();
    const connection = await session.connectSignal("STOP", () => undefined);
    expect(await rejection(other.session.disconnectSignal(connection))).toBeInstanceOf(
      ForeignConnectionError,
    );
    peer.dies();
    expect(await rejection(session.connectSignal("STOP", () => undefined))).toBeInstanceOf(DisconnectedError);
    await session.disconnectSignal(connection);
  });

  test("may have a name that objects inherit", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    for (const name of ["__proto__", "constructor"]) {
      await session.connectSignal(name, ({ event }) => seen.push(event));
    }
    peer.says('{"event": "__proto__"}\r\n', { event: "constructor" }, { event: "toString" });
    expect(seen).toEqual(["__proto__", "constructor"]);
  });
});
