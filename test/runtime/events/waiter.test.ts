import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { sleep, waitFor, watchLimits, type Settle, type WaitLimits } from "../../../runtime/events/waiter.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection } from "../support/scripted-peer.js";

const errors = {
  timedOut: (timeout: number) => new Error(`timeout of ${timeout} ms`),
  aborted: (cause: unknown) => new Error("aborted", { cause }),
};

/** A wait with both limits, and what is left of it. */
function waiting(options: Partial<WaitLimits> = {}) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const stop = vi.fn();
  const started: Settle<number>[] = [];
  const limits = { clock, timeout: 50, signal: controller.signal, ...options };
  const promise = waitFor<number>(limits, errors, (settle) => {
    started.push(settle);
    return stop;
  });
  promise.catch(() => undefined);
  const leftovers = (): number => clock.pending + getEventListeners(controller.signal, "abort").length;
  return { promise, clock, controller, stop, leftovers, settle: started[0], started };
}

describe("waitFor", () => {
  test("resolves with the result and releases its timer and abort listener", async () => {
    const { promise, settle, stop, leftovers } = waiting();
    expect(leftovers()).toBe(2);
    expect([settle?.resolve(1), settle?.resolve(2), settle?.reject(new Error("late"))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await promise).toBe(1);
    expect([stop.mock.calls.length, leftovers()]).toEqual([1, 0]);
  });

  test("rejects with an error of the wait", async () => {
    const { promise, settle, stop, leftovers } = waiting();
    settle?.reject(new Error("lost"));
    expect(await rejection(promise)).toEqual(new Error("lost"));
    expect([stop.mock.calls.length, leftovers()]).toEqual([1, 0]);
  });

  test("rejects after the timeout", async () => {
    const { promise, clock, stop, leftovers } = waiting();
    clock.advance(50);
    expect(await rejection(promise)).toEqual(new Error("timeout of 50 ms"));
    expect([stop.mock.calls.length, leftovers()]).toEqual([1, 0]);
  });

  test("rejects with the reason of the abort as its cause", async () => {
    const { promise, controller, stop, leftovers } = waiting();
    controller.abort("enough");
    expect(await rejection(promise)).toMatchObject({ message: "aborted", cause: "enough" });
    expect([stop.mock.calls.length, leftovers()]).toEqual([1, 0]);
  });

  test("does not start if the signal is already aborted", async () => {
    const { promise, clock, started } = waiting({ signal: AbortSignal.abort("before") });
    expect(await rejection(promise)).toMatchObject({ cause: "before" });
    expect([started.length, clock.pending]).toEqual([0, 0]);
  });

  test("stops a wait that settles while it starts", async () => {
    const clock = new ManualClock();
    const stop = vi.fn();
    const promise = waitFor<number>({ clock, timeout: 50 }, errors, ({ resolve }) => {
      resolve(1);
      return stop;
    });
    expect(await promise).toBe(1);
    expect([stop.mock.calls.length, clock.pending]).toEqual([1, 0]);
  });

  test.each([undefined, Infinity])("has no timer with a timeout of %s", (timeout) => {
    expect(waiting({ timeout }).clock.pending).toBe(0);
  });
});

describe("watchLimits", () => {
  test("calls no handler after it was stopped", () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const handlers = { timedOut: vi.fn(), aborted: vi.fn() };
    const stop = watchLimits({ clock, timeout: 50, signal: controller.signal }, handlers);
    stop();
    clock.advance(50);
    controller.abort();
    expect([handlers.timedOut, handlers.aborted].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  test("calls `aborted` immediately if the signal is already aborted", () => {
    const handlers = { timedOut: vi.fn(), aborted: vi.fn() };
    watchLimits({ clock: new ManualClock(), signal: AbortSignal.abort("before") }, handlers);
    expect(handlers.aborted.mock.calls).toEqual([["before"]]);
  });
});

test("sleep resolves after the delay or an abort", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const first = sleep(clock, 10, controller.signal);
  clock.advance(10);
  await first;
  const second = sleep(clock, 10, controller.signal);
  controller.abort();
  await second;
  await sleep(clock, 10, controller.signal);
  expect([clock.pending, getEventListeners(controller.signal, "abort").length]).toEqual([0, 0]);
});
