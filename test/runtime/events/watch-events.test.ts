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

describe("check", () => {
  test("takes the oldest matching event, or undefined", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    peer.write(event("A", { n: 1 }), event("B"), event("A", { n: 2 }), event("C"));
    expect(inbox.kept).toBe(4);
    expect(inbox.check({ names: ["A"], where: ({ data }) => (data as { n: number }).n === 2 })).toMatchObject(
      {
        event: "A",
        data: { n: 2 },
      },
    );
    expect(inbox.check({ names: ["A", "C"] })?.data).toEqual({ n: 1 });
    expect(inbox.check({ names: ["A"] })).toBe(undefined);
    expect([inbox.check()?.event, inbox.check()?.event, inbox.check()]).toEqual(["B", "C", undefined]);
  });

  test("takes an event that arrived before the reply to a call", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    const stop = session.call("stop");
    await Promise.resolve();
    peer.write(event("STOP"));
    peer.reply("stop");
    await stop;
    expect(inbox.check({ names: ["STOP"] })?.event).toBe("STOP");
  });

  test("does not match an event for which the condition throws", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    peer.write(event("A"));
    const where = (): boolean => {
      throw new Error("no");
    };
    expect(inbox.check({ where })).toBe(undefined);
  });

  test("the oldest event beyond the limit is discarded and reported", async () => {
    const { session, peer } = await connected();
    const failures: UndeliveredEvent[] = [];
    using inbox = watchEvents(session, { limit: 2, onUndelivered: (one) => failures.push(one) });
    peer.write(event("A"), event("B"), event("C"));
    expect([inbox.kept, inbox.dropped]).toEqual([2, 1]);
    expect(failures).toMatchObject([{ error: { code: "queue-overflow" }, event: { event: "A" } }]);
  });
});

describe("wait", () => {
  test("takes a kept event, or else the next", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    peer.write(event("A", { n: 1 }));
    expect((await inbox.wait({ names: ["A"] })).data).toEqual({ n: 1 });
    const next = inbox.wait({ names: ["A"] });
    peer.write(event("B"), event("A", { n: 2 }), event("A", { n: 3 }));
    expect((await next).data).toEqual({ n: 2 });
    expect(inbox.check({ names: ["A"] })?.data).toEqual({ n: 3 });
  });

  test("two waits receive the same event", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    const both = Promise.all([inbox.wait({ names: ["A"] }), inbox.wait({ names: ["A"] })]);
    peer.write(event("A"));
    expect((await both).map((one) => one.event)).toEqual(["A", "A"]);
    expect(inbox.kept).toBe(0);
  });

  test("rejects after the timeout, or when its signal is or was aborted", async () => {
    const { session, peer, clock } = await connected();
    using inbox = watchEvents(session, { clock });
    const late = rejection(inbox.wait({ names: ["A", "B"], timeout: 50 }));
    clock.advance(50);
    expect(await late).toMatchObject({ code: "event-timeout", message: "no A or B within 50 ms" });
    const controller = new AbortController();
    const aborted = rejection(inbox.wait({ signal: controller.signal }));
    controller.abort("enough");
    expect(await aborted).toMatchObject({ code: "event-aborted", cause: "enough" });
    peer.write(event("A"));
    expect(await rejection(inbox.wait({ signal: controller.signal }))).toMatchObject({
      code: "event-aborted",
    });
    expect((await inbox.wait({ timeout: Infinity })).event).toBe("A");
    expect(clock.pending).toBe(0);
  });

  test("rejects when the session is lost, but still takes kept events", async () => {
    const { session, peer } = await connected();
    const failures: UndeliveredEvent[] = [];
    using inbox = watchEvents(session, { onUndelivered: (one) => failures.push(one) });
    const waiting = rejection(inbox.wait({ names: ["NEVER"] }));
    peer.write(event("SHUTDOWN"));
    peer.disconnect(new Error("reset"));
    expect(await waiting).toBeInstanceOf(DisconnectedError);
    expect((await inbox.wait({ names: ["SHUTDOWN"] })).event).toBe("SHUTDOWN");
    expect(await rejection(inbox.wait())).toBeInstanceOf(DisconnectedError);
    expect(failures).toEqual([]);
  });

  test("a lost session without a pending wait is reported, a closed one is not", async () => {
    for (const [end, count] of [
      [
        ({ peer }: Fixture) => {
          peer.disconnect();
        },
        1,
      ],
      [({ session }: Fixture) => session.close(), 0],
    ] as const) {
      const fixture = await connected();
      const failures: UndeliveredEvent[] = [];
      using inbox = watchEvents(fixture.session, { onUndelivered: (one) => failures.push(one) });
      await end(fixture);
      expect(failures.map(({ error, event: lost }) => [error.code, lost])).toEqual(
        Array.from({ length: count }, () => ["disconnected", undefined]),
      );
      expect(await rejection(inbox.wait())).toBeInstanceOf(DisconnectedError);
    }
  });
});

describe("callback", () => {
  test("is called with each matching event and its value, once for each registration", async () => {
    const { session, peer } = await connected();
    using inbox = watchEvents(session);
    const seen: string[] = [];
    const callback = ({ event: name }: EventMessage, user: string): void => void seen.push(`${user} ${name}`);
    const stop = inbox.callback({ names: ["A", "B"] }, callback, "one");
    inbox.callback({ names: ["A", "B"] }, callback, "one");
    inbox.callback({ where: ({ event: name }) => name !== "A" }, callback, "other");
    peer.write(event("A"), event("B"), event("C"));
    expect(seen).toEqual(["one A", "one A", "one B", "one B", "other B", "other C"]);
    stop();
    stop();
    peer.write(event("A"));
    expect(seen.slice(6)).toEqual(["one A"]);
    // Callbacks do not take events out of the inbox.
    expect(inbox.kept).toBe(4);
  });

  test("does not affect others if it throws or rejects, and is reported", async () => {
    const { session, peer } = await connected();
    const failures: UndeliveredEvent[] = [];
    using inbox = watchEvents(session, {
      onUndelivered: (one) => {
        failures.push(one);
        throw new Error("onUndelivered failed");
      },
    });
    let seen = 0;
    inbox.callback({}, () => {
      throw new Error("thrown");
    });
    inbox.callback({}, () => Promise.reject(new Error("rejected")));
    inbox.callback({}, () => seen++);
    peer.write(event("A"));
    await Promise.resolve();
    expect(seen).toBe(1);
    expect(
      failures.map(({ error, event: lost }) => [error.code, (error.cause as Error).message, lost?.event]),
    ).toEqual([
      ["listener-failed", "thrown", "A"],
      ["listener-failed", "rejected", "A"],
    ]);
  });
});

test("a stream does not take events out of the inbox", async () => {
  const { session, peer } = await connected();
  using inbox = watchEvents(session);
  const stream = inbox.events({ names: ["A"] });
  peer.write(event("A"), event("B"));
  expect((await stream.next()).value?.event).toBe("A");
  expect(inbox.kept).toBe(2);
  peer.disconnect();
  expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
});

test("keeps only the named events; closing discards them and rejects pending waits", async () => {
  const { session, peer } = await connected();
  const inbox = watchEvents(session, { names: ["A", "B"] });
  peer.write(event("A"), event("B"), event("C"));
  expect(inbox.kept).toBe(2);
  const waiting = rejection(inbox.wait({ names: ["X"] as never[] }));
  inbox.close();
  expect(await waiting).toMatchObject({ code: "disconnected" });
  peer.write(event("A"));
  expect([inbox.kept, inbox.check()]).toEqual([0, undefined]);
  inbox.callback({}, () => {
    throw new Error("never called");
  });
  expect(session.state).toBe("connected");
});
