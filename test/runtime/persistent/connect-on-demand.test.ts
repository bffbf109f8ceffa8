import { describe, expect, test } from "vitest";
import {
  connectOnDemand,
  DisconnectedError,
  type EventGap,
  type OnDemandOptions,
  type Session,
} from "../../../runtime/index.js";
import { greeting, rejection, settle } from "../support/scripted-peer.js";
import { ScriptedServer } from "./support.js";

function onDemand(settings: Partial<OnDemandOptions> = {}): {
  server: ScriptedServer;
  session: Session;
} {
  const server = new ScriptedServer();
  const session = connectOnDemand({
    transport: server.open,
    clock: server.clock,
    idle: 100,
    onProblem: () => undefined,
    ...settings,
  });
  return { server, session };
}

describe("an on-demand session", () => {
  test("opens no connection for a listener whose signal is aborted, and gives up one that connects", async () => {
    const { server, session } = onDemand();
    const connection = await session.connectSignal("A", () => undefined, { signal: AbortSignal.abort() });
    expect(await connection.ended).toMatchObject({ reason: "aborted" });
    expect([server.attempts, session.state]).toEqual([0, "disconnected"]);
    const controller = new AbortController();
    const connecting = rejection(session.connectSignal("A", () => undefined, { signal: controller.signal }));
    await settle();
    expect([server.attempts, session.state]).toEqual([1, "connecting"]);
    controller.abort("enough");
    expect(await connecting).toMatchObject({ code: "event-aborted", cause: "enough" });
    await settle();
    expect(session.state).toBe("disconnected");
    await server.pass(60_000);
    expect(server.attempts).toBe(1);
    await session.close();
  });

  test("connects for a call and releases an idle connection", async () => {
    const { server, session } = onDemand();
    await server.pass(1_000);
    expect([server.attempts, session.state, session.greeting.version]).toEqual([
      0,
      "disconnected",
      undefined,
    ]);
    const calls = [session.call("a"), session.call("b")];
    expect(session.state).toBe("connecting");
    await server.welcome();
    expect(server.sent).toEqual(["a", "b"]);
    expect([session.state, session.capabilities]).toEqual(["connected", ["oob"]]);
    server.peer.reply("a");
    await server.pass(1_000);
    server.peer.reply("b");
    await Promise.all(calls);
    await server.pass(99);
    expect(server.peer.closeCount).toBe(0);
    await server.pass(1);
    expect([server.peer.closeCount, session.state]).toEqual([1, "disconnected"]);
    const again = session.call("c");
    await server.welcome();
    server.peer.reply("c", "C");
    expect(await again).toBe("C");
    expect(server.attempts).toBe(2);
    await session.close();
    expect(server.clock.pending).toBe(0);
  });

  test("keeps a connection that is used within the idle time", async () => {
    const { server, session } = onDemand();
    void session.call("a");
    await server.welcome();
    server.peer.reply("a");
    await server.pass(60);
    const call = session.call("b");
    await server.pass(60);
    expect(server.peer.closeCount).toBe(0);
    server.peer.reply("b");
    await call;
    await server.pass(99);
    expect(server.peer.closeCount).toBe(0);
    await session.close();
  });

  test("keeps a connection that has a listener or a wait", async () => {
    const { server, session } = onDemand();
    const connecting = session.connectSignal("A", () => undefined);
    await server.welcome();
    const connection = await connecting;
    await server.pass(1_000);
    expect(server.peer.closeCount).toBe(0);
    const once = session.once("A");
    await connection.disconnect();
    await server.pass(1_000);
    server.peer.write({ event: "A" });
    await once;
    await server.pass(100);
    expect(server.peer.closeCount).toBe(1);
    await session.close();
  });

  test("waits for the end of its connection before it opens another", async () => {
    const { server, session } = onDemand();
    const first = session.call("a");
    await server.welcome();
    server.peer.endsOnClose = false;
    server.peer.reply("a");
    await first;
    await server.pass(100);
    const second = session.call("b");
    await settle();
    expect(server.attempts).toBe(1);
    await server.drop();
    expect(server.attempts).toBe(2);
    await server.welcome();
    server.peer.reply("b");
    await second;
    await session.close();
  });

  test("rejects everything pending if it cannot connect, and tries again for the next call", async () => {
    const { server, session } = onDemand();
    server.unavailable = true;
    const pending = [
      rejection(session.call("a")),
      rejection(session.once("A")),
      rejection(session.connectSignal("A", () => undefined)),
      rejection(session.events().next()),
    ];
    const [call, once, connecting, stream] = await Promise.all(pending);
    expect(call).toMatchObject({ code: "disconnected", cause: { code: "connect-refused" } });
    expect(once).toBeInstanceOf(DisconnectedError);
    expect(connecting).toMatchObject({ code: "connect-refused" });
    expect(stream).toBeInstanceOf(DisconnectedError);
    expect([server.attempts, session.state]).toEqual([1, "disconnected"]);
    server.unavailable = false;
    const next = session.call("b");
    await server.welcome();
    server.peer.reply("b");
    await next;
    await session.close();
  });

  test("connects again for its listeners and streams when the connection is lost", async () => {
    const { server, session } = onDemand({ capabilities: [] });
    const seen: string[] = [];
    const gaps: EventGap[] = [];
    const connecting = session.connectSignal("A", () => seen.push("A"), { onGap: (gap) => gaps.push(gap) });
    await server.welcome();
    const connection = await connecting;
    const stream = session.events("A");
    await server.drop();
    await server.pass(1_000);
    await server.welcome();
    server.peer.write({ event: "A" });
    expect([seen, gaps]).toMatchObject([["A"], [{ restored: true }]]);
    expect((await stream.next()).value?.event).toBe("A");
    server.unavailable = true;
    await server.drop();
    for (let attempt = 0; attempt < 10; attempt++) await server.pass(30_000);
    expect(await connection.ended).toMatchObject({ reason: "lost", error: { code: "connect-refused" } });
    expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
    await session.close();
  });

  test("sends unsent calls over the next connection", async () => {
    const many = onDemand();
    const calls = Array.from({ length: 9 }, (_, index) => rejection(many.session.call(`c${index}`)));
    await many.server.welcome();
    await many.server.drop();
    await many.server.welcome();
    many.server.peer.reply("c8");
    await many.server.pass(0);
    const codes = (await Promise.all(calls.slice(0, 8))).map((error) => (error as { code: string }).code);
    expect(new Set(codes)).toEqual(new Set(["outcome-unknown"]));
    expect(await rejection(calls[8] ?? Promise.resolve())).toMatchObject({
      message: "the promise was not rejected",
    });
    await many.session.close();
  });

  test("rejects a call if the connection ends as soon as it is negotiated", async () => {
    const { server, session } = onDemand();
    const call = rejection(session.call("a"));
    await settle();
    server.peer.write(greeting);
    await settle();
    server.peer.reply("qmp_capabilities");
    server.peer.disconnect();
    expect(await call).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
    expect(server.attempts).toBe(1);
    await session.close();
  });

  test("retries if `reconnect` is set", async () => {
    const { server, session } = onDemand({ reconnect: { initialDelay: 10, random: () => 1 } });
    server.unavailable = true;
    const call = session.call("a");
    await settle();
    await server.pass(10);
    server.unavailable = false;
    await server.pass(20);
    await server.welcome();
    server.peer.reply("a");
    await call;
    await server.drop();
    await server.pass(10_000);
    expect(server.attempts).toBe(3);
    await session.close();
  });

  test("queries the supported features again after a reconnect", async () => {
    const { server, session } = onDemand();
    for (const exists of [true, false]) {
      const asked = session.supports({ command: "x" });
      await server.welcome();
      const commands = exists
        ? [{ name: "x", "meta-type": "command", "arg-type": "0", "ret-type": "0" }]
        : [];
      server.peer.reply("query-qmp-schema", commands);
      expect(await asked).toBe(exists);
      await server.pass(100);
    }
    await session.close();
  });
});
