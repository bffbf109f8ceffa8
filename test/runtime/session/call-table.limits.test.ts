import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { CallAbortedError, CallTimeoutError } from "../../../runtime/index.js";
import { connected, rejection, settle, type Fixture } from "../support/scripted-peer.js";

describe("a call with a signal or a timeout", () => {
  test("is rejected immediately on abort, and its late reply is discarded", async () => {
    const { session, peer, problems } = await connected();
    const controller = new AbortController();
    const aborted = rejection(session.call("a", undefined, { signal: controller.signal }));
    const other = session.call("b");
    await settle();
    controller.abort("no longer needed");
    expect(await aborted).toBeInstanceOf(CallAbortedError);
    expect(await aborted).toMatchObject({
      cause: "no longer needed",
      serverMayHaveActed: true,
      command: "a",
    });
    const third = session.call("c");
    await settle();
    peer.reply("a", "late");
    peer.reply("b", "other");
    peer.reply("c", "third");
    expect(await other).toBe("other");
    expect(await third).toBe("third");
    expect(problems).toEqual([]);
  });

  test("is not sent if its signal fires while it is queued, or has fired before", async () => {
    const { session, peer } = await connected();
    const fillers = Array.from({ length: 8 }, () => session.call("filler"));
    const controller = new AbortController();
    const aborted = rejection(session.call("a", undefined, { signal: controller.signal }));
    const abortedBefore = rejection(session.call("a", undefined, { signal: AbortSignal.abort() }));
    await settle();
    controller.abort();
    expect(await aborted).toMatchObject({ code: "call-aborted", serverMayHaveActed: false, sent: undefined });
    expect(await abortedBefore).toMatchObject({ code: "call-aborted", serverMayHaveActed: false });
    for (const { id } of peer.requests.slice(1)) peer.write({ return: {}, id });
    await Promise.all(fillers);
    expect(peer.text).not.toContain('"a"');
  });

  test("is rejected on timeout, in flight or queued", async () => {
    const { session, clock } = await connected({ callTimeout: 100 });
    const fillers = Array.from({ length: 8 }, () =>
      rejection(session.call("filler", undefined, { timeout: 50 })),
    );
    const queued = rejection(session.call("queued"));
    const pending = session.call("pending", undefined, { timeout: 1000, oob: true });
    await settle();
    clock.advance(50);
    for (const filler of await Promise.all(fillers)) {
      expect(filler).toBeInstanceOf(CallTimeoutError);
      expect(filler).toMatchObject({ serverMayHaveActed: true });
    }
    clock.advance(50);
    expect(await queued).toMatchObject({ code: "call-timeout", serverMayHaveActed: false });
    expect(clock.pending).toBe(1);
    void rejection(pending);
  });
});

describe("a settled call leaves no timer and no abort listener", () => {
  const waysToSettle: Readonly<Record<string, (fixture: Fixture, controller: AbortController) => void>> = {
    "its reply": ({ peer }) => {
      peer.reply("a");
    },
    "a timeout": ({ clock }) => {
      clock.advance(100);
    },
    "an abort": (_fixture, controller) => {
      controller.abort();
    },
    "the end of the session": ({ peer }) => {
      peer.disconnect();
    },
  };

  test.each(Object.entries(waysToSettle))("leaves none after %s", async (_name, settleCall) => {
    const fixture = await connected();
    const controller = new AbortController();
    const call = fixture.session.call("a", undefined, { signal: controller.signal, timeout: 100 });
    await settle();
    expect(fixture.clock.pending).toBe(1);
    settleCall(fixture, controller);
    await Promise.allSettled([call]);
    expect(fixture.clock.pending).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});
