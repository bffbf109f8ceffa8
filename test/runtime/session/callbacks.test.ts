import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  connect,
  connectAccessor,
  connectPersistent,
  createEventHub,
  ListenerError,
  watchEvents,
  type PersistentOptions,
  type QapiError,
  type Session,
} from "../../../runtime/index.js";
import { observe } from "../../../runtime/observe/index.js";
import type { SessionObserver } from "../../../runtime/observe/session-observer.js";
import type { SessionSettings } from "../../../runtime/session/session-options.js";
import { ScriptedServer } from "../persistent/support.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";

/** The error of every callback under test. */
const fault = new Error("a fault of the program");

/** A callback that fails, and whatever it is called with. */
type Failing = () => never;

const failures: readonly (readonly [how: string, fail: Failing])[] = [
  [
    "throws",
    () => {
      throw fault;
    },
  ],
  // The types of some callbacks exclude a promise, which a program in JavaScript may still return.
  ["rejects", () => Promise.reject(fault) as never],
];

const warnings: unknown[][] = [];
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeEach(() => {
  warnings.length = 0;
  unhandled.length = 0;
  vi.spyOn(console, "warn").mockImplementation((...parts: unknown[]) => void warnings.push(parts));
  process.on("unhandledRejection", onUnhandled);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.off("unhandledRejection", onUnhandled);
});

/** How often the fault was reported, to a problem listener or as a warning. */
function reports(problems: readonly QapiError[]): number {
  const isFault = (error: unknown): boolean => error instanceof ListenerError && error.cause === fault;
  return problems.filter(isFault).length + warnings.filter((parts) => parts.includes(fault)).length;
}

/** Fails the test unless a call is answered, a later event is delivered, and the session closes. */
async function works({ session, peer }: Pick<Fixture, "session" | "peer">): Promise<void> {
  const seen: string[] = [];
  await session.connectSignal("LATER", ({ event }) => seen.push(event));
  const call = session.call("query-status");
  await settle();
  peer.write({ event: "LATER" });
  peer.reply("query-status", "running");
  expect(await call).toBe("running");
  expect(seen).toEqual(["LATER"]);
  const pending = rejection(session.call("never-answered"));
  await session.close();
  expect(await pending).toMatchObject({ code: "outcome-unknown" });
  expect(await session.closed).toEqual({ error: undefined });
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
}

interface Case {
  /** Default: none. */
  readonly settings?: (fail: Failing) => SessionSettings;
  /** Makes the session call the callback, once. Default: nothing more is needed. */
  readonly provoke?: (fixture: Fixture, fail: Failing) => Promise<unknown>;
  /** How often the fault is reported apart from rejecting a promise. Default: once. */
  readonly reports?: number;
}

const stop = { event: "STOP" };
const once = (fail: Failing): (() => never) => {
  let called = false;
  return () => {
    if (called) return undefined as never;
    called = true;
    return fail();
  };
};

async function emit({ peer }: Fixture, ...messages: readonly object[]): Promise<void> {
  peer.write(...messages);
  await settle();
}

function observerWith(method: keyof SessionObserver, fail: Failing): SessionObserver {
  return Object.assign(observe({}), { [method]: method === "call" ? fail : once(fail) });
}

const cases: Readonly<Record<string, Case>> = {
  "a listener": {
    provoke: async (fixture, fail) => {
      await fixture.session.connectSignal("STOP", fail);
      await emit(fixture, stop);
    },
  },
  "a listener of an accessor": {
    provoke: async (fixture, fail) => {
      const { session, peer } = fixture;
      const connecting = connectAccessor(session, { name: "stop", event: "STOP" }, {}, fail);
      await settle();
      peer.reply("stop-connect", "t1");
      await connecting;
      await emit(fixture, { ...stop, tag: "t1" });
    },
  },
  onState: {
    provoke: async ({ session }, fail) => {
      session.onState(once(fail));
    },
  },
  "deliver of a subscriber": {
    provoke: async (fixture, fail) => {
      fixture.session.subscribe({ names: ["STOP"], deliver: fail });
      await emit(fixture, stop);
    },
  },
  "ended of a subscriber": {
    provoke: async ({ session }, fail) => {
      session.subscribe({ names: ["STOP"], deliver: () => undefined, ended: fail });
    },
  },
  "onOverflow of a stream": {
    provoke: async (fixture, fail) => {
      const stream = fixture.session.events({ limit: 1, overflow: "drop-oldest", onOverflow: fail });
      await emit(fixture, { event: "A" }, { event: "B" });
      expect((await stream.next()).value?.event).toBe("B");
    },
  },
  "where of once": {
    reports: 0,
    provoke: async (fixture, fail) => {
      const wait = rejection(fixture.session.once("STOP", { where: fail }));
      await emit(fixture, stop);
      expect([fault, expect.any(TypeError)]).toContainEqual(await wait);
    },
  },
  callTimeout: {
    reports: 0,
    settings: (fail) => ({ callTimeout: (command) => (command === "x" ? fail() : undefined) }),
    provoke: async ({ session, peer }) => {
      expect([fault, expect.any(TypeError)]).toContainEqual(await rejection(session.call("x")));
      expect(peer.text).not.toContain('"x"');
    },
  },
  onProblem: {
    settings: (fail) => ({ onProblem: fail }),
    provoke: (fixture) => emit(fixture, { unknown: "message" }),
  },
  "callback of an inbox": {
    provoke: async (fixture, fail) => {
      watchEvents(fixture.session).callback({}, once(fail));
      await emit(fixture, stop);
    },
  },
  "where of an inbox": {
    provoke: async (fixture, fail) => {
      const inbox = watchEvents(fixture.session);
      await emit(fixture, stop);
      expect(inbox.check({ where: once(fail) })).toBe(undefined);
    },
    // A promise selects nothing, so that a TypeError is reported instead of the fault.
    reports: Number.NaN,
  },
  onUndelivered: {
    provoke: async (fixture, fail) => {
      watchEvents(fixture.session, { limit: 0, onUndelivered: once(fail) });
      await emit(fixture, stop);
    },
  },
  "onLeave of a hub": {
    provoke: async ({ session }, fail) => {
      createEventHub({ onLeave: fail }).join("vm1", session);
    },
  },
  "a validator of arguments": {
    reports: 0,
    settings: (fail) => ({ validators: { ...noValidators, validateArguments: failFor("x", fail) } }),
    provoke: async ({ session }) => {
      await rejection(session.call("x"));
    },
  },
  "a validator of replies": {
    reports: 0,
    settings: (fail) => ({
      validate: "both",
      validators: { ...noValidators, validateReturn: failFor("x", fail) },
    }),
    provoke: async ({ session, peer }) => {
      const call = rejection(session.call("x"));
      await settle();
      peer.reply("x");
      await call;
    },
  },
  "a validator of events": {
    reports: Number.NaN,
    settings: (fail) => ({
      validate: "both",
      validators: { ...noValidators, validateEvent: failFor("STOP", fail) },
    }),
    provoke: async (fixture) => {
      fixture.session.subscribe({ names: ["STOP"], deliver: () => undefined });
      await emit(fixture, stop);
    },
  },
  ...Object.fromEntries(
    (["event", "withoutListener", "stateChanged", "problem", "opener", "call"] as const).map(
      (method): [string, Case] => [
        `${method} of an observer`,
        {
          // A promise is not what `opener` and `call` return.
          reports: method === "opener" || method === "call" ? Number.NaN : 1,
          settings: (fail) => ({ observer: observerWith(method, fail) }),
          provoke: async (fixture) => {
            fixture.session.subscribe({ names: ["STOP"], deliver: () => undefined });
            await emit(fixture, stop, { event: "UNHEARD" }, { unknown: "message" });
          },
        },
      ],
    ),
  ),
  "a tracer": {
    settings: (fail) => ({ observer: observe({ tracers: [{ withoutListener: fail }] }) }),
    provoke: (fixture) => emit(fixture, { event: "UNHEARD" }),
  },
  "a logger": {
    settings: (fail) => ({ observer: observe({ logger: { info: once(fail) } }) }),
  },
  "a transcript": {
    settings: (fail) => ({ observer: observe({ transcript: once(fail) }) }),
  },
};

const noValidators = {
  validateArguments: () => undefined,
  validateReturn: () => undefined,
  validateEvent: () => undefined,
};

function failFor(name: string, fail: Failing): (one: string) => undefined {
  return (one) => (one === name ? fail() : undefined);
}

describe.each(failures)("a callback that %s", (how, fail) => {
  test.each(Object.entries(cases))("affects nothing else as %s", async (name, one) => {
    // Asynchronous observers and validators are not supported: their result is needed at once.
    if (how === "rejects" && /^(opener|call) of|^a validator/.test(name)) return;
    const fixture = await connected(one.settings?.(fail) ?? {});
    await one.provoke?.(fixture, fail);
    await works(fixture);
    const expected = one.reports ?? 1;
    if (!Number.isNaN(expected)) expect(reports(fixture.problems)).toBe(expected);
  });
});

/** A persistent session whose connection is lost and restored, with a callback that fails meanwhile. */
const whileReconnecting: Readonly<
  Record<
    string,
    {
      readonly options?: (fail: Failing) => Partial<PersistentOptions>;
      readonly provoke?: (session: Session, fail: Failing) => Promise<unknown>;
      readonly reports: number;
    }
  >
> = {
  "onGap of a listener": {
    reports: 1,
    provoke: (session, fail) => session.connectSignal("STOP", () => undefined, { onGap: fail }),
  },
  "onGap of a stream": {
    reports: 1,
    provoke: async (session, fail) => session.events({ onGap: fail }).dropped,
  },
  "onGap of a stream of an inbox": {
    // Without `onUndelivered`, the failure is a warning.
    reports: 1,
    provoke: async (session, fail) => watchEvents(session).events({ onGap: fail }).dropped,
  },
  "gap of a subscriber": {
    reports: 1,
    provoke: async (session, fail) =>
      session.subscribe({ names: ["STOP"], deliver: () => undefined, gap: fail }),
  },
  onState: {
    reports: 1,
    provoke: async (session, fail) => session.onState(once(fail)),
  },
  random: { reports: 1, options: (fail) => ({ reconnect: { random: once(fail) } }) },
  connect: {
    reports: 0,
    options: (fail) => {
      let attempts = 0;
      return { connect: (options) => (++attempts === 2 ? fail() : connect(options)) };
    },
  },
};

describe.each(failures)("a callback that %s while a session reconnects", (how, fail) => {
  test.each(Object.entries(whileReconnecting))("affects nothing else as %s", async (name, one) => {
    if (how === "rejects" && name === "random") return;
    const server = new ScriptedServer();
    const problems: QapiError[] = [];
    const opening = connectPersistent({
      transport: server.open,
      clock: server.clock,
      onProblem: (problem) => problems.push(problem),
      ...one.options?.(fail),
    });
    await server.welcome();
    const session = await opening;
    await one.provoke?.(session, fail);
    await server.drop();
    for (let attempt = 0; attempt < 3; attempt++) await server.pass(1_000);
    await server.welcome();
    await works({ session, peer: server.peer });
    expect(reports(problems)).toBe(one.reports);
  });
});
