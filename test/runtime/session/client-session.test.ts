import { describe, expect, test } from "vitest";
import { connect, DisconnectedError, OutcomeUnknownError } from "../../../runtime/index.js";
import { memoryPair } from "../../../runtime/testing/index.js";
import { anyProtocol, createServer } from "../../../runtime/server/index.js";
import { ClientSession } from "../../../runtime/session/client-session.js";
import { SessionConfig } from "../../../runtime/session/session-options.js";
import { QmpProtocol } from "../../../runtime/session/qmp-protocol.js";
import { ManualClock } from "../support/manual-clock.js";
import { connected, greeting, rejection, settle } from "../support/scripted-peer.js";

test("a session ends with the error of a transport that does not open", async () => {
  const session = new ClientSession(
    new SessionConfig({ clock: new ManualClock() }),
    (config, output, events) => new QmpProtocol(config, output, events),
  );
  const opening = session.open(() => Promise.reject(new Error("no such bus")), 100);
  const early = rejection(session.call("query-status"));
  expect(session.state).toBe("connecting");
  expect(await rejection(opening)).toMatchObject({ code: "connect-failed" });
  expect(await early).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
  expect((await session.closed).error).toMatchObject({ code: "connect-failed" });
  expect(session.state).toBe("disconnected");
});

test("supports() queries the server's schema once and returns false after the session has ended", async () => {
  let queries = 0;
  const server = createServer(anyProtocol, {
    "query-qmp-schema": () => {
      queries++;
      return [{ name: "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0" }];
    },
  });
  const [clientEnd, serverEnd] = memoryPair();
  server.serve(serverEnd);
  await using session = await connect({ transport: clientEnd });
  expect(await session.supports({ command: "stop" })).toBe(true);
  expect(await session.supports({ command: "cont" })).toBe(false);
  expect(queries).toBe(1);
  await session.close();
  expect(await session.supports({ event: "STOP" })).toBe(false);
});

describe("the end of a session", () => {
  test("rejects sent calls as outcome unknown and queued calls as disconnected when the server disconnects", async () => {
    const { session, peer } = await connected();
    const calls = Array.from({ length: 10 }, () => rejection(session.call("c")));
    await settle();
    peer.disconnect(new Error("ECONNRESET"));
    const errors = await Promise.all(calls);
    expect(errors.filter((error) => error instanceof OutcomeUnknownError)).toHaveLength(8);
    expect(errors.filter((error) => error instanceof DisconnectedError)).toHaveLength(2);
    expect(errors[0]).toMatchObject({ serverMayHaveActed: true, command: "c" });
    expect(errors[9]).toMatchObject({ serverMayHaveActed: false, sent: undefined });
    const { error } = await session.closed;
    expect(error).toBeInstanceOf(DisconnectedError);
    expect(error).toMatchObject({ message: "the server ended the connection: ECONNRESET" });
    expect(session.state).toBe("disconnected");
    expect(await rejection(session.call("late"))).toBeInstanceOf(DisconnectedError);
  });

  test("rejects a call unless its reply has arrived completely", async () => {
    const reply = '{"return": {"a": [1, 2]}, "id": 1}\r\n';
    for (let length = 0; length <= reply.length; length++) {
      const { session, peer } = await connected();
      const call = session.call("c");
      await settle();
      peer.write(reply.slice(0, length));
      peer.disconnect();
      if (length === reply.length) expect(await call).toEqual({ a: [1, 2] });
      else expect(await rejection(call)).toBeInstanceOf(OutcomeUnknownError);
    }
  });

  test("rejects calls immediately on close(), and is complete when the connection has ended", async () => {
    const { session, peer } = await connected();
    peer.endsOnClose = false;
    const call = rejection(session.call("c"));
    await settle();
    let isClosed = false;
    const closing = session.close().then(() => {
      isClosed = true;
    });
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(session.state).toBe("closing");
    await settle();
    expect(isClosed).toBe(false);
    peer.disconnect();
    await closing;
    expect(await session.closed).toEqual({ error: undefined });
    await session.close();
    expect(peer.closeCount).toBe(1);
  });

  test("sends no call that a listener makes while it receives the end", async () => {
    const { session, peer } = await connected();
    const calls: Promise<unknown>[] = [];
    const call = (name: string): void => void calls.push(rejection(session.call(name)));
    session.onState((state) => {
      call(state);
    });
    session.subscribe({
      names: [],
      deliver: () => undefined,
      ended: () => {
        call("ended");
      },
    });
    await session.close();
    expect(calls).toHaveLength(3);
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
    }
    expect(peer.requests.map(({ execute }) => execute)).toEqual(["qmp_capabilities"]);
  });

  test("follows the requests of the same tick on close()", async () => {
    const { session, peer } = await connected();
    const call = rejection(session.call("last-request"));
    peer.close = () => {
      expect(peer.text).toContain("last-request");
      peer.disconnect();
    };
    await session.close();
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(peer.text).toContain("last-request");
  });

  test("ignores every later message on close()", async () => {
    const { session, peer, problems } = await connected();
    peer.endsOnClose = false;
    const seen: string[] = [];
    await session.connectSignal("STOP", ({ event }) => seen.push(event));
    const call = rejection(session.call("c"));
    await settle();
    void session.close();
    peer.reply("c");
    peer.write({ event: "STOP" }, greeting);
    expect(await call).toBeInstanceOf(OutcomeUnknownError);
    expect(seen).toEqual([]);
    expect(problems).toEqual([]);
    peer.disconnect();
    expect(await session.closed).toEqual({ error: undefined });
  });

  test("closes the connection once on `await using`", async () => {
    const { session, peer } = await connected();
    {
      await using scoped = session;
      expect(scoped.state).toBe("connected");
    }
    expect(session.state).toBe("disconnected");
    expect(peer.closeCount).toBe(1);
  });

  test("is caused by a message that exceeds the limit", async () => {
    const { session, peer } = await connected({ messageLimit: 500 });
    const call = rejection(session.call("c"));
    await settle();
    peer.write("x".repeat(501));
    expect(await call).toMatchObject({ code: "outcome-unknown", cause: { code: "protocol-violation" } });
    expect((await session.closed).error).toMatchObject({ code: "protocol-violation" });
  });

  test("is reported to state listeners, each until it is removed", async () => {
    const { session, peer } = await connected();
    const seen: string[] = [];
    const removeListener = session.onState((state) => seen.push(state));
    session.onState((state, previous) => seen.push(`${previous}>${state}`));
    void session.close();
    removeListener();
    peer.disconnect();
    await session.closed;
    expect(seen).toEqual(["closing", "connected>closing", "disconnected", "closing>disconnected"]);
  });
});
