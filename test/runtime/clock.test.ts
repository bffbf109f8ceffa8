import { afterEach, describe, expect, test, vi } from "vitest";
import { startTimer, systemClock } from "../../runtime/clock.js";
import {
  completeCommand,
  type Completion,
  connect,
  connectAgent,
  connectOnDemand,
  connectPersistent,
  watchEvents,
  type Session,
} from "../../runtime/index.js";
import { connected, rejection, ScriptedPeer } from "./support/scripted-peer.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("a timer", () => {
  test.each([2 ** 31 - 1, 2 ** 31, 2 ** 31 + 5, 2 ** 33])(
    "of %i ms fires after that time",
    (milliseconds) => {
      vi.useFakeTimers();
      let fired = 0;
      startTimer(systemClock, milliseconds, () => fired++);
      vi.advanceTimersByTime(milliseconds - 1);
      expect(fired).toBe(0);
      vi.advanceTimersByTime(1);
      expect(fired).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test("can be cancelled at any length", () => {
    vi.useFakeTimers();
    const cancel = startTimer(systemClock, 2 ** 33, () => undefined);
    vi.advanceTimersByTime(2 ** 32);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does not exist for Infinity", () => {
    vi.useFakeTimers();
    startTimer(systemClock, Infinity, () => undefined)();
    expect(vi.getTimerCount()).toBe(0);
  });
});

const completion = { command: "x", done: [{ event: "E" }] };
const opener = new ScriptedPeer().open;

/** Every wait that takes a timeout, over a connected session. */
const waits: Readonly<Record<string, (session: Session, timeout: number) => Promise<unknown>>> = {
  call: (session, timeout) => session.call("x", {}, { timeout }),
  once: (session, timeout) => session.once("STOP", { timeout }),
  "wait of an inbox": (session, timeout) => watchEvents(session).wait({ timeout }),
  completion: (session, timeout) => completeCommand(session, completion, {}, { timeout }),
  "forced completion": (session, timeout) =>
    completeCommand(session, { ...completion, forced: { command: "y" } }, {}, { timeout, forced: true }),
};

/** The durations of a completion, none of which is a timeout of the call. */
const completions: Readonly<Record<string, (duration: number) => Completion>> = {
  timeout: (timeout) => ({ ...completion, timeout }),
  "state.interval": (interval) => ({ ...completion, state: { command: "q", interval } }),
  "progress.interval": (interval) => ({ ...completion, progress: { command: "q", interval } }),
  "forced.timeout": (timeout) => ({ ...completion, forced: { command: "y", timeout } }),
};

/** Every function that takes a duration before it is connected. */
const openings: Readonly<Record<string, (timeout: number) => unknown>> = {
  "timeout of connect": (timeout) => connect({ transport: opener, timeout }),
  "callTimeout of connect": (callTimeout) => connect({ transport: opener, callTimeout }),
  "timeout of connectAgent": (timeout) => connectAgent({ transport: opener, timeout }),
  "timeout of connectPersistent": (timeout) => connectPersistent({ transport: opener, timeout }),
  "initialDelay of connectPersistent": (initialDelay) =>
    connectPersistent({ transport: opener, reconnect: { initialDelay } }),
  "maxDelay of connectPersistent": (maxDelay) =>
    connectPersistent({ transport: opener, reconnect: { maxDelay } }),
  "idle of connectOnDemand": (idle) => connectOnDemand({ transport: opener, idle }),
  "timeout of connectOnDemand": (timeout) => connectOnDemand({ transport: opener, timeout }),
};

const invalid: readonly (readonly [value: unknown, error: new () => Error])[] = [
  [-1, RangeError],
  [-Infinity, RangeError],
  [Number.NaN, RangeError],
  ["100", TypeError],
  [null, TypeError],
  [100n, TypeError],
  [{}, TypeError],
];

describe.each(invalid)("the duration %s", (value, expected) => {
  test.each(Object.entries(waits))("is refused by %s, before anything is sent", async (_name, wait) => {
    const { session, peer, clock } = await connected();
    const before = peer.text;
    expect(await rejection(wait(session, value as number))).toBeInstanceOf(expected);
    await Promise.resolve();
    expect([peer.text, clock.pending]).toEqual([before, 0]);
    await session.close();
  });

  test.each(Object.entries(completions))(
    "is refused as the %s of a completion, before anything is sent",
    async (name, create) => {
      const { session, peer, clock } = await connected();
      const before = peer.text;
      const error = await rejection(completeCommand(session, create(value as number), {}, { forced: true }));
      expect(error).toBeInstanceOf(expected);
      expect((error as Error).message).toContain(name);
      await Promise.resolve();
      expect([peer.text, clock.pending]).toEqual([before, 0]);
      await session.close();
    },
  );

  test.each(Object.entries(openings))("is refused as %s", async (_name, open) => {
    const error = await rejection((async () => open(value as number))());
    expect(error).toBeInstanceOf(expected);
  });
});

test.each(Object.entries(waits))("a timeout of Infinity means none for %s", async (_name, wait) => {
  const { session, clock, peer } = await connected();
  const waiting = rejection(wait(session, Infinity));
  await Promise.resolve();
  expect(clock.pending).toBe(0);
  peer.disconnect();
  await waiting;
});

test.each([2 ** 31, 2 ** 40])("a timeout of %i ms does not fire at once", async (timeout) => {
  for (const wait of Object.values(waits)) {
    const { session, clock, peer } = await connected();
    let settled = false;
    const waiting = rejection(wait(session, timeout)).then(() => {
      settled = true;
    });
    clock.advance(2 ** 31 - 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    peer.disconnect();
    await waiting;
  }
});
