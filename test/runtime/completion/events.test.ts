import { describe, expect, test, vi } from "vitest";
import { completeCommand, DisconnectedError, type Completion } from "../../../runtime/index.js";
import { systemClock } from "../../../runtime/clock.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";
import { begin, begun } from "./support.js";

const unplug: Completion = {
  command: "device_del",
  done: [
    { event: "DEVICE_DELETED", where: [{ member: "device", argument: "id" }] },
    { event: "DEVICE_DELETED", where: [{ member: "path", argument: "id" }] },
  ],
  failed: [
    { event: "DEVICE_UNPLUG_GUEST_ERROR", where: [{ member: "device", argument: "id" }], error: "msg" },
  ],
  forced: { command: "system_reset", timeout: 500 },
};

const deleted = (device: string): object => ({
  event: "DEVICE_DELETED",
  data: { device, path: `/p/${device}` },
});

describe("a command that events end", () => {
  test("is complete with its own event, and returns what it returned", async () => {
    const { completing, peer } = await begin(unplug, { id: "d0" });
    expect(peer.request("device_del").arguments).toEqual({ id: "d0" });
    peer.returns("device_del", { answer: 1 });
    peer.says(deleted("d1"), { event: "DEVICE_DELETED" }, { event: "STOP", data: { device: "d0" } });
    await settle();
    peer.says(deleted("d0"));
    expect(await completing).toEqual({ answer: 1 });
  });

  test("listens before it is sent: the event may come before the answer", async () => {
    const { completing, peer } = await begin(unplug, { id: "/p/d0" });
    peer.says(deleted("d0"));
    await settle();
    peer.returns("device_del");
    await completing;
  });

  test("fails with the event that says so, and its words", async () => {
    const { completing, peer } = await begun(unplug, { id: "d0" });
    const event = { event: "DEVICE_UNPLUG_GUEST_ERROR", data: { device: "d0", msg: "busy\u001b[31m" } };
    peer.says(event);
    expect(await rejection(completing)).toMatchObject({
      name: "CompletionFailedError",
      code: "completion-failed",
      command: "device_del",
      message: "device_del did not complete: DEVICE_UNPLUG_GUEST_ERROR came: busy\\u001b[31m",
      reason: "busy\u001b[31m",
      received: event,
      serverMayHaveActed: true,
    });
  });

  test("that the server refuses fails as any call", async () => {
    const { completing, peer } = await begin(unplug, { id: "d0" });
    const { id } = peer.request("device_del");
    peer.says({ error: { class: "DeviceNotFound", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({ errorClass: "DeviceNotFound" });
  });

  test("is given up when its time is up, or its signal fires", async () => {
    const late = await begun(unplug, { id: "d0" }, { timeout: 1000 });
    late.clock.advance(999);
    await settle();
    late.clock.advance(1);
    expect(await rejection(late.completing)).toMatchObject({
      code: "completion-timeout",
      message: "device_del did not complete within 1000 ms",
      serverMayHaveActed: true,
    });
    const controller = new AbortController();
    const unwanted = await begun(unplug, { id: "d0" }, { signal: controller.signal });
    controller.abort("enough");
    expect(await rejection(unwanted.completing)).toMatchObject({
      code: "completion-aborted",
      cause: "enough",
    });
  });

  test("has the timeout of its completion where the caller names none", async () => {
    const { completing, clock } = await begun({ ...unplug, timeout: 10 }, { id: "d0" });
    clock.advance(10);
    expect(await rejection(completing)).toMatchObject({ code: "completion-timeout" });
    const patient = await begun({ ...unplug, timeout: 10 }, { id: "d0" }, { timeout: Infinity });
    patient.clock.advance(10);
    patient.peer.says(deleted("d0"));
    await patient.completing;
  });

  test.each([{}, { timeout: Infinity }])("is waited for without end with %o", async (options) => {
    // The real clock takes no such time for what it is.
    const { completing, peer } = await begun(unplug, { id: "d0" }, { clock: systemClock, ...options });
    await new Promise((resolve) => setTimeout(resolve, 20));
    peer.says(deleted("d0"));
    await completing;
  });

  test("sends nothing when its signal has fired before", async () => {
    const { completing, peer } = await begin(unplug, { id: "d0" }, { signal: AbortSignal.abort() });
    expect(await rejection(completing)).toMatchObject({
      code: "completion-aborted",
      serverMayHaveActed: false,
    });
    expect(peer.text).not.toContain("device_del");
  });

  test.each(["answered", "unanswered"])("is lost with the machine, when it is %s", async (how) => {
    const { completing, peer } = await (how === "answered" ? begun : begin)(unplug, { id: "d0" });
    peer.dies();
    expect(await rejection(completing)).toMatchObject({
      name: "CompletionLostError",
      code: "completion-lost",
      serverMayHaveActed: true,
      cause: { code: how === "answered" ? "disconnected" : "outcome-unknown" },
    });
  });

  test("is not sent on a session that has ended", async () => {
    const { session } = await connected();
    await session.close();
    const error = await rejection(completeCommand(session, unplug, { id: "d0" }));
    expect(error).toBeInstanceOf(DisconnectedError);
    expect(error).toMatchObject({ serverMayHaveActed: false });
  });

  test("is complete though the machine dies with its event", async () => {
    const powerdown: Completion = { command: "system_powerdown", done: [{ event: "SHUTDOWN" }] };
    const { completing, peer } = await begun(powerdown);
    peer.says({ event: "SHUTDOWN", data: { guest: true } });
    peer.dies();
    await completing;
  });

  /** A session that counts how often those who listen are called. */
  async function counted(): Promise<{ fixture: Fixture; calls: () => number }> {
    const fixture = await connected();
    const { session } = fixture;
    const connectSignal = session.connectSignal.bind(session);
    let calls = 0;
    session.connectSignal = (event, listener, options) =>
      connectSignal(
        event,
        (message) => {
          calls++;
          return listener(message as never);
        },
        options,
      );
    return { fixture, calls: () => calls };
  }

  test("listens no longer than it waits", async () => {
    const { fixture, calls } = await counted();
    const { session, peer } = fixture;
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const completing = completeCommand(session, unplug, { id: "d0" }, { signal: controller.signal });
    await settle();
    peer.returns("device_del");
    peer.says(deleted("d1"), deleted("d0"));
    await completing;
    peer.says(deleted("d0"), deleted("d0"));
    expect(calls()).toBe(2);
    expect(removed).toHaveBeenCalledWith("abort", expect.any(Function));
  });

  test("that is given up before it listens does not listen", async () => {
    const { fixture, calls } = await counted();
    const { session, peer } = fixture;
    const controller = new AbortController();
    const completing = completeCommand(session, unplug, { id: "d0" }, { signal: controller.signal });
    controller.abort();
    await rejection(completing);
    await settle();
    peer.says(deleted("d0"));
    expect(calls()).toBe(0);
    expect(peer.text).not.toContain("device_del");
  });

  test("leaves nothing behind, however it ends", async () => {
    const controller = new AbortController();
    const { completing, peer, clock, problems } = await begun(
      unplug,
      { id: "d0" },
      { timeout: 5, signal: controller.signal },
    );
    peer.says(deleted("d0"));
    await completing;
    await settle();
    expect(clock.pending).toBe(0);
    controller.abort();
    peer.says(deleted("d0"));
    expect(problems).toEqual([]);
  });
});

describe("a forced completion", () => {
  test("takes the harder way when the time is up, and awaits the same events", async () => {
    const { completing, peer, clock } = await begun(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    peer.returns("system_reset");
    peer.says(deleted("d0"));
    await completing;
  });

  test("is not taken unless it is asked for, and has an end of its own", async () => {
    const { completing, peer, clock } = await begun(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    peer.returns("system_reset");
    clock.advance(500);
    expect(await rejection(completing)).toMatchObject({
      message: "device_del did not complete within 500 ms after system_reset",
    });
    const gentle = await begun(unplug, { id: "d0" }, { timeout: 10 });
    gentle.clock.advance(10);
    await rejection(gentle.completing);
    expect(gentle.peer.text).not.toContain("system_reset");
  });

  test("may have arguments, and other events", async () => {
    const completion: Completion = {
      ...unplug,
      forced: {
        command: "block-export-del",
        arguments: { id: { argument: "id" }, mode: { value: "hard" } },
        done: [{ event: "GONE", where: [{ member: "id", argument: "id" }] }],
      },
    };
    const { completing, peer, clock } = await begun(completion, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    expect(peer.request("block-export-del").arguments).toEqual({ id: "d0", mode: "hard" });
    peer.says({ event: "GONE", data: { id: "d0" } });
    await completing;
  });

  test("that the server refuses fails so", async () => {
    const { completing, peer, clock } = await begun(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    const { id } = peer.request("system_reset");
    peer.says({ error: { class: "GenericError", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({
      command: "system_reset",
      errorClass: "GenericError",
    });
  });
});
