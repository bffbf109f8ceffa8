import { describe, expect, test, vi } from "vitest";
import { completeCommand, DisconnectedError, type Completion } from "../../../runtime/index.js";
import { systemClock } from "../../../runtime/clock.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";
import { sent, replied } from "./support.js";

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

describe("a command whose end an event reports", () => {
  test("is complete with its own event and returns the reply", async () => {
    const { completing, peer } = await sent(unplug, { id: "d0" });
    expect(peer.request("device_del").arguments).toEqual({ id: "d0" });
    peer.reply("device_del", { answer: 1 });
    peer.write(deleted("d1"), { event: "DEVICE_DELETED" }, { event: "STOP", data: { device: "d0" } });
    await settle();
    peer.write(deleted("d0"));
    expect(await completing).toEqual({ answer: 1 });
  });

  test("is complete if the event arrives before the reply", async () => {
    const { completing, peer } = await sent(unplug, { id: "/p/d0" });
    peer.write(deleted("d0"));
    await settle();
    peer.reply("device_del");
    await completing;
  });

  test("fails with the event of a failure and its text", async () => {
    const { completing, peer } = await replied(unplug, { id: "d0" });
    const event = { event: "DEVICE_UNPLUG_GUEST_ERROR", data: { device: "d0", msg: "busy\u001b[31m" } };
    peer.write(event);
    expect(await rejection(completing)).toMatchObject({
      name: "CompletionFailedError",
      code: "completion-failed",
      command: "device_del",
      message: "device_del did not complete: DEVICE_UNPLUG_GUEST_ERROR was received: busy\\u001b[31m",
      reason: "busy\u001b[31m",
      received: event,
      serverMayHaveActed: true,
    });
  });

  test("rejects with the server's error for the command", async () => {
    const { completing, peer } = await sent(unplug, { id: "d0" });
    const { id } = peer.request("device_del");
    peer.write({ error: { class: "DeviceNotFound", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({ errorClass: "DeviceNotFound" });
  });

  test("rejects after the timeout or an abort", async () => {
    const late = await replied(unplug, { id: "d0" }, { timeout: 1000 });
    late.clock.advance(999);
    await settle();
    late.clock.advance(1);
    expect(await rejection(late.completing)).toMatchObject({
      code: "completion-timeout",
      message: "device_del did not complete within 1000 ms",
      serverMayHaveActed: true,
    });
    const controller = new AbortController();
    const aborted = await replied(unplug, { id: "d0" }, { signal: controller.signal });
    controller.abort("enough");
    expect(await rejection(aborted.completing)).toMatchObject({
      code: "completion-aborted",
      cause: "enough",
    });
  });

  test("uses the timeout of its completion by default", async () => {
    const { completing, clock } = await replied({ ...unplug, timeout: 10 }, { id: "d0" });
    clock.advance(10);
    expect(await rejection(completing)).toMatchObject({ code: "completion-timeout" });
    const unlimited = await replied({ ...unplug, timeout: 10 }, { id: "d0" }, { timeout: Infinity });
    unlimited.clock.advance(10);
    unlimited.peer.write(deleted("d0"));
    await unlimited.completing;
  });

  test.each([{}, { timeout: Infinity }])("has no timeout with the options %o", async (options) => {
    // The timers of the system's clock do not support Infinity.
    const { completing, peer } = await replied(unplug, { id: "d0" }, { clock: systemClock, ...options });
    await new Promise((resolve) => setTimeout(resolve, 20));
    peer.write(deleted("d0"));
    await completing;
  });

  test("is not sent if its signal is already aborted", async () => {
    const { completing, peer } = await sent(unplug, { id: "d0" }, { signal: AbortSignal.abort() });
    expect(await rejection(completing)).toMatchObject({
      code: "completion-aborted",
      serverMayHaveActed: false,
    });
    expect(peer.text).not.toContain("device_del");
  });

  test.each(["answered", "unanswered"])("is lost with the session when it is %s", async (how) => {
    const { completing, peer } = await (how === "answered" ? replied : sent)(unplug, { id: "d0" });
    peer.disconnect();
    expect(await rejection(completing)).toMatchObject({
      name: "CompletionLostError",
      code: "completion-lost",
      serverMayHaveActed: true,
      cause: { code: how === "answered" ? "disconnected" : "outcome-unknown" },
    });
  });

  test("is not sent after the end of the session", async () => {
    const { session } = await connected();
    await session.close();
    const error = await rejection(completeCommand(session, unplug, { id: "d0" }));
    expect(error).toBeInstanceOf(DisconnectedError);
    expect(error).toMatchObject({ serverMayHaveActed: false });
  });

  test("is complete if the session is lost right after the event", async () => {
    const powerdown: Completion = { command: "system_powerdown", done: [{ event: "SHUTDOWN" }] };
    const { completing, peer } = await replied(powerdown);
    peer.write({ event: "SHUTDOWN", data: { guest: true } });
    peer.disconnect();
    await completing;
  });

  /** A session that counts the calls of its listeners. */
  async function counted(): Promise<{ fixture: Fixture; calls: () => number }> {
    const fixture = await connected();
    const { session } = fixture;
    const subscribe = session.subscribe.bind(session);
    let calls = 0;
    session.subscribe = (subscriber) =>
      subscribe({
        ...subscriber,
        deliver: (message, size) => {
          calls++;
          return subscriber.deliver(message, size);
        },
      });
    return { fixture, calls: () => calls };
  }

  test("disconnects its listeners when it is complete", async () => {
    const { fixture, calls } = await counted();
    const { session, peer } = fixture;
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const completing = completeCommand(session, unplug, { id: "d0" }, { signal: controller.signal });
    await settle();
    peer.reply("device_del");
    peer.write(deleted("d1"), deleted("d0"));
    await completing;
    peer.write(deleted("d0"), deleted("d0"));
    expect(calls()).toBe(2);
    expect(removed).toHaveBeenCalledWith("abort", expect.any(Function));
  });

  test("is not sent and has no listener if it is aborted before it is called", async () => {
    const { fixture, calls } = await counted();
    const { session, peer } = fixture;
    const controller = new AbortController();
    controller.abort();
    await rejection(completeCommand(session, unplug, { id: "d0" }, { signal: controller.signal }));
    await settle();
    peer.write(deleted("d0"));
    expect(calls()).toBe(0);
    expect(peer.text).not.toContain("device_del");
  });

  test("leaves no timer and no abort listener", async () => {
    const controller = new AbortController();
    const { completing, peer, clock, problems } = await replied(
      unplug,
      { id: "d0" },
      { timeout: 5, signal: controller.signal },
    );
    peer.write(deleted("d0"));
    await completing;
    await settle();
    expect(clock.pending).toBe(0);
    controller.abort();
    peer.write(deleted("d0"));
    expect(problems).toEqual([]);
  });
});

describe("a forced completion", () => {
  test("sends the fallback after the timeout and waits for the same events", async () => {
    const { completing, peer, clock } = await replied(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    peer.reply("system_reset");
    peer.write(deleted("d0"));
    await completing;
  });

  test("needs the option `forced`, and has its own timeout", async () => {
    const { completing, peer, clock } = await replied(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    peer.reply("system_reset");
    clock.advance(500);
    expect(await rejection(completing)).toMatchObject({
      message: "device_del did not complete within 500 ms after system_reset",
    });
    const unforced = await replied(unplug, { id: "d0" }, { timeout: 10 });
    unforced.clock.advance(10);
    await rejection(unforced.completing);
    expect(unforced.peer.text).not.toContain("system_reset");
  });

  test("has arguments and further events", async () => {
    const completion: Completion = {
      ...unplug,
      forced: {
        command: "block-export-del",
        arguments: { id: { argument: "id" }, mode: { value: "hard" } },
        done: [{ event: "GONE", where: [{ member: "id", argument: "id" }] }],
      },
    };
    const { completing, peer, clock } = await replied(
      completion,
      { id: "d0" },
      { timeout: 10, forced: true },
    );
    clock.advance(10);
    await settle();
    expect(peer.request("block-export-del").arguments).toEqual({ id: "d0", mode: "hard" });
    peer.write({ event: "GONE", data: { id: "d0" } });
    await completing;
  });

  test("rejects with the server's error for the fallback", async () => {
    const { completing, peer, clock } = await replied(unplug, { id: "d0" }, { timeout: 10, forced: true });
    clock.advance(10);
    await settle();
    const { id } = peer.request("system_reset");
    peer.write({ error: { class: "GenericError", desc: "no" }, id });
    expect(await rejection(completing)).toMatchObject({
      command: "system_reset",
      errorClass: "GenericError",
    });
  });
});
