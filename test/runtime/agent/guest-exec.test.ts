import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { guestExecAndWait, type QgaSession } from "../../../generated/qga/index.js";
import { CompletionTimeoutError } from "../../../runtime/index.js";
import { ManualClock } from "../support/manual-clock.js";
import { rejection, settle } from "../support/scripted-peer.js";
import { connectFake, hold, type FakeAgent } from "./fake-agent.js";

const base64 = (bytes: readonly number[]): string => Buffer.from(bytes).toString("base64");

interface Running {
  readonly agent: FakeAgent;
  readonly session: QgaSession;
  readonly clock: ManualClock;
}

/** An agent whose process runs for a number of milliseconds of the clock. */
async function runningFor(
  duration: number,
  status: object = { exitcode: 0 },
  typed = true,
): Promise<Running> {
  const clock = new ManualClock();
  const fixture = await connectFake({ clock }, typed);
  let started = 0;
  fixture.agent.answers["guest-exec"] = () => {
    started = clock.now;
    return { pid: 42 };
  };
  fixture.agent.answers["guest-exec-status"] = () =>
    clock.now - started < duration ? { exited: false } : { exited: true, ...status };
  return { ...fixture, clock };
}

/** Advances the clock in small steps, so that each reply arrives before time passes. */
async function pass(clock: ManualClock, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 5) {
    clock.advance(5);
    await settle();
  }
}

describe("guestExecAndWait", () => {
  test.each([true, false])("returns the output as bytes, with and without a protocol: %s", async (typed) => {
    const status = {
      exitcode: 3,
      "out-data": base64([0, 255, 10]),
      "err-data": base64([1]),
      "out-truncated": true,
    };
    const { session, agent, clock } = await runningFor(0, status, typed);
    const running = guestExecAndWait(session, {
      path: "/bin/tool",
      args: ["-a"],
      env: ["LANG=C"],
      input: new Uint8Array([0, 128]),
    });
    await pass(clock, 20);
    expect(await running).toEqual({
      pid: 42,
      exitCode: 3,
      signal: undefined,
      stdoutTruncated: true,
      stderrTruncated: false,
      stdout: Uint8Array.from([0, 255, 10]),
      stderr: Uint8Array.from([1]),
    });
    expect(agent.requests[0]).toEqual({
      execute: "guest-exec",
      arguments: {
        path: "/bin/tool",
        arg: ["-a"],
        env: ["LANG=C"],
        "capture-output": true,
        "input-data": base64([0, 128]),
      },
    });
    expect(clock.pending).toBe(0);
  });

  test("sends text as UTF-8, takes the schema's name of the arguments, and captures no output on request", async () => {
    const { session, agent, clock } = await runningFor(0, { signal: 9 });
    const running = guestExecAndWait(session, {
      path: "/bin/cat",
      arg: ["x"],
      input: "ü",
      "capture-output": false,
    });
    await pass(clock, 20);
    expect(await running).toMatchObject({ exitCode: undefined, signal: 9, stdout: new Uint8Array() });
    expect(agent.requests[0]?.arguments).toEqual({
      path: "/bin/cat",
      arg: ["x"],
      "capture-output": false,
      "input-data": "w7w=",
    });
  });

  test.each([
    [2_000, 14],
    [60_000, 75],
    [600_000, 620],
  ])("sends few requests, and detects the end early: %s ms", async (duration, most) => {
    const { session, agent, clock } = await runningFor(duration);
    const running = guestExecAndWait(session, { path: "/bin/sleep" });
    const end = running.then(() => clock.now);
    await settle();
    while (clock.pending > 0) {
      clock.advance(10);
      await settle();
    }
    expect(agent.requests.length).toBeLessThanOrEqual(most);
    expect(await end).toBeLessThanOrEqual(duration + Math.min(1_010, duration * 0.4));
  });

  test("is given up on timeout, with the process that continues", async () => {
    const { session, agent, clock } = await runningFor(Infinity);
    const error = rejection(guestExecAndWait(session, { path: "/bin/sleep" }, { timeout: 500 }));
    await pass(clock, 500);
    expect(await error).toBeInstanceOf(CompletionTimeoutError);
    expect(await error).toMatchObject({
      code: "completion-timeout",
      message: "guest-exec did not complete within 500 ms: process 42 may continue in the guest",
      command: "guest-exec",
      serverMayHaveActed: true,
    });
    const sent = agent.requests.length;
    await pass(clock, 5_000);
    expect(agent.requests.length).toBe(sent);
    expect(clock.pending).toBe(0);
  });

  test.each(["guest-exec", "guest-exec-status"])(
    "is given up at once by its signal, during %s",
    async (at) => {
      const { session, agent, clock } = await runningFor(Infinity);
      agent.answers[at] = hold;
      const controller = new AbortController();
      const { signal } = controller;
      const error = rejection(guestExecAndWait(session, { path: "/bin/sleep" }, { signal }));
      await pass(clock, 20);
      controller.abort("enough");
      expect(await error).toMatchObject({ code: "completion-aborted", cause: "enough" });
      expect(getEventListeners(signal, "abort")).toEqual([]);
      // The session is usable: it synchronises, and the late reply is discarded.
      const next = session.call("guest-ping");
      agent.release({ pid: 42 });
      await next;
    },
  );

  test("sends nothing with a signal that is already aborted", async () => {
    const { session, agent } = await runningFor(0);
    const signal = AbortSignal.abort("before");
    expect(await rejection(guestExecAndWait(session, { path: "/bin/x" }, { signal }))).toMatchObject({
      code: "completion-aborted",
      serverMayHaveActed: false,
    });
    await settle();
    expect(agent.requests).toEqual([]);
  });

  test("rejects with the agent's error if the program cannot be started", async () => {
    const { session, agent } = await runningFor(0);
    agent.answers["guest-exec"] = () => {
      throw new Error("Failed to execute child process");
    };
    expect(await rejection(guestExecAndWait(session, { path: "/no" }))).toMatchObject({
      code: "command-failed",
    });
  });

  test("rejects with CompletionLostError if the session ends while the program runs", async () => {
    const { session, agent, clock } = await runningFor(Infinity);
    const error = rejection(guestExecAndWait(session, { path: "/bin/sleep" }));
    await pass(clock, 50);
    agent.close();
    expect(await error).toMatchObject({ code: "completion-lost", serverMayHaveActed: true });
    expect(clock.pending).toBe(0);
  });

  test("rejects when the session is closed, without waiting for the next query", async () => {
    const { session, agent, clock } = await runningFor(Infinity);
    const error = rejection(guestExecAndWait(session, { path: "/bin/sleep" }));
    await pass(clock, 50);
    const sent = agent.requests.length;
    await session.close();
    expect(await error).toMatchObject({
      code: "completion-lost",
      message: expect.stringContaining("process 42 may continue in the guest") as string,
    });
    expect([agent.requests.length, clock.pending]).toEqual([sent, 0]);
  });
});
