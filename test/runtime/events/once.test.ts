import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { DisconnectedError, EventAbortedError, EventTimeoutError } from "../../../runtime/index.js";
import { connected, rejection } from "../support/scripted-peer.js";

test("waits for the next event of the name that is meant", async () => {
  const { session, peer } = await connected();
  const deleted = session.once("DEVICE_DELETED", {
    where: ({ data }) => (data as { device: string }).device === "b",
  });
  peer.says({ event: "STOP" });
  for (const device of ["a", "b", "c"]) peer.says({ event: "DEVICE_DELETED", data: { device } });
  expect((await deleted).data).toEqual({ device: "b" });
});

test("two who wait for the same event both get it", async () => {
  const { session, peer } = await connected();
  const both = Promise.all([session.once("STOP"), session.once("STOP")]);
  peer.says({ event: "STOP" });
  expect(await both).toHaveLength(2);
});

test("gives up by the clock, or by a signal, and leaves nothing behind", async () => {
  const { session, peer, clock } = await connected();
  const controller = new AbortController();
  const late = rejection(session.once("STOP", { timeout: 100 }));
  const given = rejection(session.once("STOP", { timeout: 200, signal: controller.signal }));
  const never = rejection(session.once("STOP", { signal: AbortSignal.abort("before") }));
  clock.advance(100);
  controller.abort("enough");
  expect(await late).toBeInstanceOf(EventTimeoutError);
  expect(await given).toBeInstanceOf(EventAbortedError);
  expect(await given).toMatchObject({ cause: "enough" });
  expect(await never).toMatchObject({ cause: "before" });
  expect(clock.pending).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  peer.says({ event: "STOP" });
});

test("is told when the peer dies, when the session is closed, and when it has ended before", async () => {
  const { session, peer } = await connected();
  const waiting = rejection(session.once("STOP"));
  peer.dies();
  expect(await waiting).toBeInstanceOf(DisconnectedError);
  expect(await waiting).toMatchObject({ cause: { code: "disconnected" } });
  expect(await rejection(session.once("STOP"))).toBeInstanceOf(DisconnectedError);
  const other = await connected();
  const waitingToo = rejection(other.session.once("STOP"));
  await other.session.close();
  expect(await waitingToo).toBeInstanceOf(DisconnectedError);
});

test("a condition that throws rejects the waiting, and nothing else", async () => {
  const { session, peer, problems } = await connected();
  const broken = rejection(
    session.once("STOP", {
      where: () => {
        throw new Error("broken");
      },
    }),
  );
  const fine = session.once("STOP");
  peer.says({ event: "STOP" });
  expect(await broken).toEqual(new Error("broken"));
  expect((await fine).event).toBe("STOP");
  expect(problems).toEqual([]);
});
