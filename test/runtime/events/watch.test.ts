import { describe, expect, test } from "vitest";
import {
  DisconnectedError,
  watchEvents,
  type UndeliveredEvent,
  type EventMessage,
} from "../../../runtime/index.js";
import { connected, rejection, type Fixture } from "../support/scripted-peer.js";

const event = (name: string, data?: object): object => ({
  event: name,
  ...(data === undefined ? {} : { data }),
});

describe("asking for what has come", () => {
  test("takes the oldest that is meant, each once, and nothing when there is none", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    peer.says(event("A", { n: 1 }), event("B"), event("A", { n: 2 }), event("C"));
    expect(desk.kept).toBe(4);
    expect(desk.check({ names: ["A"], where: ({ data }) => (data as { n: number }).n === 2 })).toMatchObject({
      event: "A",
      data: { n: 2 },
    });
    expect(desk.check({ names: ["A", "C"] })?.data).toEqual({ n: 1 });
    expect(desk.check({ names: ["A"] })).toBe(undefined);
    expect([desk.check()?.event, desk.check()?.event, desk.check()]).toEqual(["B", "C", undefined]);
  });

  test("finds what came before the reply that was awaited", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    const stop = session.call("stop");
    await Promise.resolve();
    peer.says(event("STOP"));
    peer.returns("stop");
    await stop;
    expect(desk.check({ names: ["STOP"] })?.event).toBe("STOP");
  });

  test("a predicate that throws says no", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    peer.says(event("A"));
    const where = (): boolean => {
      throw new Error("no");
    };
    expect(desk.check({ where })).toBe(undefined);
  });

  test("what nobody takes goes, the oldest first, and that is a disaster", async () => {
    const { session, peer } = await connected();
    const disasters: UndeliveredEvent[] = [];
    using desk = watchEvents(session, { limit: 2, onUndelivered: (one) => disasters.push(one) });
    peer.says(event("A"), event("B"), event("C"));
    expect([desk.kept, desk.dropped]).toEqual([2, 1]);
    expect(disasters).toMatchObject([{ error: { code: "queue-overflow" }, event: { event: "A" } }]);
  });
});

describe("waiting", () => {
  test("takes what has come already, else what comes next", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    peer.says(event("A", { n: 1 }));
    expect((await desk.wait({ names: ["A"] })).data).toEqual({ n: 1 });
    const next = desk.wait({ names: ["A"] });
    peer.says(event("B"), event("A", { n: 2 }), event("A", { n: 3 }));
    expect((await next).data).toEqual({ n: 2 });
    expect(desk.check({ names: ["A"] })?.data).toEqual({ n: 3 });
  });

  test("two who wait for the same event both get it", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    const both = Promise.all([desk.wait({ names: ["A"] }), desk.wait({ names: ["A"] })]);
    peer.says(event("A"));
    expect((await both).map((one) => one.event)).toEqual(["A", "A"]);
    expect(desk.kept).toBe(0);
  });

  test("is given up when its time is up or its signal fires, before or after it began", async () => {
    const { session, peer, clock } = await connected();
    using desk = watchEvents(session, { clock });
    const late = rejection(desk.wait({ names: ["A", "B"], timeout: 50 }));
    clock.advance(50);
    expect(await late).toMatchObject({ code: "event-timeout", message: "no A or B within 50 ms" });
    const controller = new AbortController();
    const given = rejection(desk.wait({ signal: controller.signal }));
    controller.abort("enough");
    expect(await given).toMatchObject({ code: "event-aborted", cause: "enough" });
    peer.says(event("A"));
    expect(await rejection(desk.wait({ signal: controller.signal }))).toMatchObject({
      code: "event-aborted",
    });
    expect((await desk.wait({ timeout: Infinity })).event).toBe("A");
    expect(clock.pending).toBe(0);
  });

  test("is told when the machine dies; what came before can still be taken", async () => {
    const { session, peer } = await connected();
    const disasters: UndeliveredEvent[] = [];
    using desk = watchEvents(session, { onUndelivered: (one) => disasters.push(one) });
    const waiting = rejection(desk.wait({ names: ["NEVER"] }));
    peer.says(event("SHUTDOWN"));
    peer.dies(new Error("reset"));
    expect(await waiting).toBeInstanceOf(DisconnectedError);
    expect((await desk.wait({ names: ["SHUTDOWN"] })).event).toBe("SHUTDOWN");
    expect(await rejection(desk.wait())).toBeInstanceOf(DisconnectedError);
    expect(disasters).toEqual([]);
  });

  test("that nobody does is a disaster when the machine dies, and none when the session is closed", async () => {
    for (const [end, count] of [
      [
        ({ peer }: Fixture) => {
          peer.dies();
        },
        1,
      ],
      [({ session }: Fixture) => session.close(), 0],
    ] as const) {
      const fixture = await connected();
      const disasters: UndeliveredEvent[] = [];
      using desk = watchEvents(fixture.session, { onUndelivered: (one) => disasters.push(one) });
      await end(fixture);
      expect(disasters.map(({ error, event: lost }) => [error.code, lost])).toEqual(
        Array.from({ length: count }, () => ["disconnected", undefined]),
      );
      expect(await rejection(desk.wait())).toBeInstanceOf(DisconnectedError);
    }
  });
});

describe("callbacks", () => {
  test("get each event that is meant, with their value, once for each time they were asked for", async () => {
    const { session, peer } = await connected();
    using desk = watchEvents(session);
    const seen: string[] = [];
    const callback = ({ event: name }: EventMessage, user: string): void => void seen.push(`${user} ${name}`);
    const stop = desk.callback({ names: ["A", "B"] }, callback, "one");
    desk.callback({ names: ["A", "B"] }, callback, "one");
    desk.callback({ where: ({ event: name }) => name !== "A" }, callback, "other");
    peer.says(event("A"), event("B"), event("C"));
    expect(seen).toEqual(["one A", "one A", "one B", "one B", "other B", "other C"]);
    stop();
    stop();
    peer.says(event("A"));
    expect(seen.slice(6)).toEqual(["one A"]);
    // They take nothing away.
    expect(desk.kept).toBe(4);
  });

  test("that fail, at once or later, are a disaster and harm nobody", async () => {
    const { session, peer } = await connected();
    const disasters: UndeliveredEvent[] = [];
    using desk = watchEvents(session, {
      onUndelivered: (one) => {
        disasters.push(one);
        throw new Error("even that");
      },
    });
    let seen = 0;
    desk.callback({}, () => {
      throw new Error("at once");
    });
    desk.callback({}, () => Promise.reject(new Error("later")));
    desk.callback({}, () => seen++);
    peer.says(event("A"));
    await Promise.resolve();
    expect(seen).toBe(1);
    expect(
      disasters.map(({ error, event: lost }) => [error.code, (error.cause as Error).message, lost?.event]),
    ).toEqual([
      ["listener-failed", "at once", "A"],
      ["listener-failed", "later", "A"],
    ]);
  });
});

test("a stream is one more who sees all, and takes nothing away", async () => {
  const { session, peer } = await connected();
  using desk = watchEvents(session);
  const stream = desk.events({ names: ["A"] });
  peer.says(event("A"), event("B"));
  expect((await stream.next()).value?.event).toBe("A");
  expect(desk.kept).toBe(2);
  peer.dies();
  expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
});

test("a desk that names events has no others read, and one that is closed forgets and tells", async () => {
  const { session, peer } = await connected();
  const desk = watchEvents(session, { names: ["A", "B"] });
  peer.says(event("A"), event("B"), event("C"));
  expect(desk.kept).toBe(2);
  const waiting = rejection(desk.wait({ names: ["X"] as never[] }));
  desk.close();
  expect(await waiting).toMatchObject({ code: "disconnected" });
  peer.says(event("A"));
  expect([desk.kept, desk.check()]).toEqual([0, undefined]);
  desk.callback({}, () => {
    throw new Error("never called");
  });
  expect(session.state).toBe("connected");
});
