import { describe, expect, test } from "vitest";
import {
  connectOnDemand,
  DisconnectedError,
  type OnDemandOptions,
  type Session,
} from "../../../runtime/index.js";
import { greeting, rejection, settle } from "../support/scripted-peer.js";
import { Place } from "./support.js";

function lazy(settings: Partial<OnDemandOptions> = {}): { place: Place; session: Session } {
  const place = new Place();
  const session = connectOnDemand({
    transport: place.open,
    clock: place.clock,
    idle: 100,
    onProblem: () => undefined,
    ...settings,
  });
  return { place, session };
}

describe("a lazy session", () => {
  test("connects when there is something to do, and lets go when there is nothing", async () => {
    const { place, session } = lazy();
    await place.pass(1_000);
    expect([place.attempts, session.state, session.greeting.version]).toEqual([0, "disconnected", undefined]);
    const calls = [session.call("a"), session.call("b")];
    expect(session.state).toBe("connecting");
    await place.welcome();
    expect(place.sent).toEqual(["a", "b"]);
    expect([session.state, session.capabilities]).toEqual(["connected", ["oob"]]);
    place.peer.returns("a");
    await place.pass(1_000);
    place.peer.returns("b");
    await Promise.all(calls);
    await place.pass(99);
    expect(place.peer.hangUps).toBe(0);
    await place.pass(1);
    expect([place.peer.hangUps, session.state]).toEqual([1, "disconnected"]);
    const again = session.call("c");
    await place.welcome();
    place.peer.returns("c", "C");
    expect(await again).toBe("C");
    expect(place.attempts).toBe(2);
    await session.close();
    expect(place.clock.pending).toBe(0);
  });

  test("that is used within the time does not let go", async () => {
    const { place, session } = lazy();
    void session.call("a");
    await place.welcome();
    place.peer.returns("a");
    await place.pass(60);
    const call = session.call("b");
    await place.pass(60);
    expect(place.peer.hangUps).toBe(0);
    place.peer.returns("b");
    await call;
    await place.pass(99);
    expect(place.peer.hangUps).toBe(0);
    await session.close();
  });

  test("holds on while somebody listens", async () => {
    const { place, session } = lazy();
    const connecting = session.connectSignal("A", () => undefined);
    await place.welcome();
    const connection = await connecting;
    await place.pass(1_000);
    expect(place.peer.hangUps).toBe(0);
    const once = session.once("A");
    await connection.disconnect();
    await place.pass(1_000);
    place.peer.says({ event: "A" });
    await once;
    await place.pass(100);
    expect(place.peer.hangUps).toBe(1);
    await session.close();
  });

  test("waits for its own connection to end before it makes another", async () => {
    const { place, session } = lazy();
    const first = session.call("a");
    await place.welcome();
    place.peer.endsOnHangUp = false;
    place.peer.returns("a");
    await first;
    await place.pass(100);
    const second = session.call("b");
    await settle();
    expect(place.attempts).toBe(1);
    await place.drop();
    expect(place.attempts).toBe(2);
    await place.welcome();
    place.peer.returns("b");
    await second;
    await session.close();
  });

  test("tells who needs it that there is no connection, and tries again for the next", async () => {
    const { place, session } = lazy();
    place.away = true;
    const needs = [
      rejection(session.call("a")),
      rejection(session.once("A")),
      rejection(session.connectSignal("A", () => undefined)),
      rejection(session.events().next()),
    ];
    const [call, once, connecting, stream] = await Promise.all(needs);
    expect(call).toMatchObject({ code: "disconnected", cause: { code: "connect-refused" } });
    expect(once).toBeInstanceOf(DisconnectedError);
    expect(connecting).toMatchObject({ code: "connect-refused" });
    expect(stream).toBeInstanceOf(DisconnectedError);
    expect([place.attempts, session.state]).toEqual([1, "disconnected"]);
    place.away = false;
    const next = session.call("b");
    await place.welcome();
    place.peer.returns("b");
    await next;
    await session.close();
  });

  test("that loses its connection tells who listens, and sends what had not left, but not for ever", async () => {
    const { place, session } = lazy({ capabilities: [] });
    const connecting = session.connectSignal("A", () => undefined);
    await place.welcome();
    await connecting;
    const stream = session.events("A");
    await place.drop();
    expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
    await place.pass(1_000);
    expect(place.attempts).toBe(1);
    const many = lazy();
    const calls = Array.from({ length: 9 }, (_, index) => rejection(many.session.call(`c${index}`)));
    await many.place.welcome();
    await many.place.drop();
    await many.place.welcome();
    many.place.peer.returns("c8");
    await many.place.pass(0);
    const codes = (await Promise.all(calls.slice(0, 8))).map((error) => (error as { code: string }).code);
    expect(new Set(codes)).toEqual(new Set(["outcome-unknown"]));
    expect(await rejection(calls[8] ?? Promise.resolve())).toMatchObject({
      message: "the promise was not rejected",
    });
    await Promise.all([session.close(), many.session.close()]);
  });

  test("whose connections end as soon as they stand gives up", async () => {
    const { place, session } = lazy();
    const call = rejection(session.call("a"));
    await settle();
    place.peer.says(greeting);
    await settle();
    place.peer.returns("qmp_capabilities");
    place.peer.dies();
    expect(await call).toMatchObject({ code: "disconnected", serverMayHaveActed: false });
    expect(place.attempts).toBe(1);
    await session.close();
  });

  test("may try again where it is told to", async () => {
    const { place, session } = lazy({ reconnect: { initialDelay: 10, random: () => 1 } });
    place.away = true;
    const call = session.call("a");
    await settle();
    await place.pass(10);
    place.away = false;
    await place.pass(20);
    await place.welcome();
    place.peer.returns("a");
    await call;
    await place.drop();
    await place.pass(10_000);
    expect(place.attempts).toBe(3);
    await session.close();
  });

  test("asks again what is supported when the server may be another", async () => {
    const { place, session } = lazy();
    for (const there of [true, false]) {
      const asked = session.supports({ command: "x" });
      // What asks the server is loaded first.
      await import("../../../runtime/introspection/supporter.js");
      await place.welcome();
      const commands = there ? [{ name: "x", "meta-type": "command", "arg-type": "0", "ret-type": "0" }] : [];
      place.peer.returns("query-qmp-schema", commands);
      expect(await asked).toBe(there);
      await place.pass(100);
    }
    await session.close();
  });
});
