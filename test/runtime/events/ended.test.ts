import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  completeCommand,
  connectAccessor,
  createEventHub,
  watchEvents,
  type Session,
  type SignalConnection,
  type SubscriptionEnd,
} from "../../../runtime/index.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";

const ignore = (): void => undefined;

interface Subscribed {
  readonly ended: Promise<SubscriptionEnd>;
  readonly end: () => unknown;
}

/** Every kind of subscription. */
const kinds: Readonly<Record<string, (fixture: Fixture) => Promise<Subscribed>>> = {
  "a listener": async ({ session }) => {
    const connection = await session.connectSignal("E", ignore);
    return { ended: connection.ended, end: () => connection.disconnect() };
  },
  "an accessor connection": async ({ session, peer }) => {
    const connecting = connectAccessor(session, { name: "e", event: "E" }, {}, ignore);
    await settle();
    peer.reply("e-connect", "t1");
    const connection = await connecting;
    return { ended: connection.ended, end: () => void connection.disconnect() };
  },
  "a subscriber": async ({ session }) => session.subscribe({ names: ["E"], deliver: ignore }),
  "a stream": async ({ session }) => {
    const stream = session.events("E");
    return { ended: stream.ended, end: () => stream.return() };
  },
  "an inbox": async ({ session }) => {
    const inbox = watchEvents(session);
    return {
      ended: inbox.ended,
      end: () => {
        inbox.close();
      },
    };
  },
};

describe.each(Object.entries(kinds))("`ended` of %s", (_kind, subscribe) => {
  test("has the reason disconnected after its own end", async () => {
    const fixture = await connected();
    const { ended, end } = await subscribe(fixture);
    end();
    expect(await ended).toEqual({ reason: "disconnected", error: undefined });
    await fixture.session.close();
  });

  test("has the reason closed if the session was closed", async () => {
    const fixture = await connected();
    const { ended } = await subscribe(fixture);
    await fixture.session.close();
    expect(await ended).toEqual({ reason: "closed", error: undefined });
  });

  test("has the reason lost and the error if the session was lost", async () => {
    const fixture = await connected();
    const { ended } = await subscribe(fixture);
    fixture.peer.disconnect(new Error("reset"));
    expect(await ended).toMatchObject({ reason: "lost", error: { code: "disconnected" } });
  });
});

describe("`ended`", () => {
  test("has the reason aborted after an abort", async () => {
    const { session } = await connected();
    const controller = new AbortController();
    const connection = await session.connectSignal("E", ignore, { signal: controller.signal });
    controller.abort();
    expect(await connection.ended).toEqual({ reason: "aborted", error: undefined });
    const late = await session.connectSignal("E", ignore, { signal: controller.signal });
    expect(await late.ended).toEqual({ reason: "aborted", error: undefined });
  });

  test("has the reason overflow if the queue of a stream was full", async () => {
    const { session, peer } = await connected();
    const { ended } = session.events({ limit: 0 });
    peer.write({ event: "E" });
    expect(await ended).toMatchObject({ reason: "overflow", error: { code: "queue-overflow" } });
  });

  test("has the reason disconnected for a hub, for every end of its machines", async () => {
    const { session, peer } = await connected();
    const hub = createEventHub();
    hub.join("vm", session);
    peer.disconnect();
    hub.close();
    expect(await hub.ended).toMatchObject({ reason: "disconnected" });
  });
});

describe("a listener is called only after its caller has the connection", () => {
  const accessor = { name: "e", event: "E" };
  const wrappers: Readonly<
    Record<string, (connect: () => Promise<SignalConnection>) => Promise<SignalConnection>>
  > = {
    directly: (connect) => connect(),
    "through an async function": async (connect) => connect(),
    "through two async functions": async (connect) => (async () => connect())(),
  };

  test.each(Object.entries(wrappers))(
    "that it awaits %s, if reply and event share a chunk",
    async (_how, wrap) => {
      const { session, peer, problems } = await connected();
      const seen: unknown[] = [];
      const run = async (): Promise<void> => {
        const connection = await wrap(() =>
          connectAccessor(session, accessor, {}, ({ data }) => {
            seen.push([connection.tag, data]);
            void connection.disconnect();
          }),
        );
      };
      const running = run();
      await settle();
      const { id } = peer.request("e-connect");
      peer.write(
        { return: "t1", id },
        { event: "E", data: 1, tag: "t1" },
        { event: "E", data: 2, tag: "t1" },
      );
      await running;
      await settle();
      expect([seen, problems]).toEqual([[["t1", 1]], []]);
    },
  );

  test("is connected by another listener", async () => {
    const { session, peer, problems } = await connected();
    const seen: unknown[] = [];
    await session.connectSignal("A", async () => {
      const connection: SignalConnection = await session.connectSignal("B", ({ data }) => {
        seen.push([connection.event, data]);
      });
    });
    peer.write({ event: "A" }, { event: "B", data: 1 }, { event: "B", data: 2 });
    await settle();
    peer.write({ event: "B", data: 3 });
    expect([seen, problems]).toEqual([[1, 2, 3].map((data) => ["B", data]), []]);
  });
});

describe("a wait that is rejected before it is awaited is not an unhandled rejection", () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);

  beforeEach(() => {
    unhandled.length = 0;
    process.on("unhandledRejection", onUnhandled);
  });

  afterEach(() => {
    process.off("unhandledRejection", onUnhandled);
  });

  const waits: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
    once: (session) => session.once("E"),
    "once with a timeout": (session) => session.once("E", { timeout: 10 }),
    "wait of an inbox": (session) => watchEvents(session).wait(),
    "wait of a hub": (session) => {
      const hub = createEventHub();
      hub.join("vm", session);
      return hub.wait({ machine: "vm" });
    },
    "next of a stream": (session) => session.events("E").next(),
    "a completion": (session) => completeCommand(session, { command: "x", done: [{ event: "E" }] }),
  };

  test.each(Object.entries(waits))("is handled for %s", async (_name, wait) => {
    const { session, peer, clock } = await connected();
    const waiting = wait(session);
    await settle();
    clock.advance(10);
    peer.disconnect(new Error("reset"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    expect(await rejection(waiting)).toHaveProperty("code");
  });
});

test.each(["a stream of an inbox", "a stream of a hub"])("onGap is called for %s", async (kind) => {
  const gaps: unknown[] = [];
  const { session } = await connected();
  let gap: Parameters<Session["subscribe"]>[0]["gap"];
  session.subscribe = (subscriber) => {
    gap = (one) => subscriber.gap?.(one);
    return { ended: new Promise(ignore), end: ignore, pause: () => true, resume: ignore };
  };
  const options = { onGap: (one: unknown) => gaps.push(one) };
  if (kind === "a stream of an inbox") watchEvents(session).events(options);
  else {
    const hub = createEventHub();
    hub.join("vm", session);
    hub.events(options);
  }
  gap?.({ cause: undefined, restored: true });
  expect(gaps).toEqual([{ cause: undefined, restored: true }]);
});
