import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import {
  DisconnectedError,
  EventAbortedError,
  EventTimeoutError,
  watchEvents,
} from "../../../runtime/index.js";
import { connected, rejection } from "../support/scripted-peer.js";

test("waits for the next event of the name for which the condition holds", async () => {
  const { session, peer } = await connected();
  const deleted = session.once("DEVICE_DELETED", {
    where: ({ data }) => (data as { device: string }).device === "b",
  });
  peer.write({ event: "STOP" });
  for (const device of ["a", "b", "c"]) peer.write({ event: "DEVICE_DELETED", data: { device } });
  expect((await deleted).data).toEqual({ device: "b" });
});

test("a condition that returns undefined selects nothing", async () => {
  const { session, peer } = await connected();
  // As a program in JavaScript may write it.
  const where = ({ data }: { data: unknown }): boolean =>
    (data as { guest?: boolean } | undefined)?.guest as boolean;
  const wait = session.once("SHUTDOWN", { where });
  using inbox = watchEvents(session);
  for (const data of [undefined, {}, { guest: true }]) peer.write({ event: "SHUTDOWN", data });
  expect((await wait).data).toEqual({ guest: true });
  expect(inbox.check({ where })?.data).toEqual({ guest: true });
});

test("two waits receive the same event", async () => {
  const { session, peer } = await connected();
  const both = Promise.all([session.once("STOP"), session.once("STOP")]);
  peer.write({ event: "STOP" });
  expect(await both).toHaveLength(2);
});

test("rejects after the timeout or an abort, and leaves no timer or abort listener", async () => {
  const { session, peer, clock } = await connected();
  const controller = new AbortController();
  const late = rejection(session.once("STOP", { timeout: 100 }));
  const aborted = rejection(session.once("STOP", { timeout: 200, signal: controller.signal }));
  const alreadyAborted = rejection(session.once("STOP", { signal: AbortSignal.abort("before") }));
  clock.advance(100);
  controller.abort("enough");
  expect(await late).toBeInstanceOf(EventTimeoutError);
  expect(await aborted).toBeInstanceOf(EventAbortedError);
  expect(await aborted).toMatchObject({ cause: "enough" });
  expect(await alreadyAborted).toMatchObject({ cause: "before" });
  expect(clock.pending).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  peer.write({ event: "STOP" });
});

test("rejects when the session is lost, is closed or has ended before", async () => {
  const { session, peer } = await connected();
  const waiting = rejection(session.once("STOP"));
  peer.disconnect();
  expect(await waiting).toBeInstanceOf(DisconnectedError);
  expect(await waiting).toMatchObject({ cause: { code: "disconnected" } });
  expect(await rejection(session.once("STOP"))).toBeInstanceOf(DisconnectedError);
  const other = await connected();
  const waitingToo = rejection(other.session.once("STOP"));
  await other.session.close();
  expect(await waitingToo).toBeInstanceOf(DisconnectedError);
});

test("a condition that throws rejects its wait only", async () => {
  const { session, peer, problems } = await connected();
  const broken = rejection(
    session.once("STOP", {
      where: () => {
        throw new Error("broken");
      },
    }),
  );
  const fine = session.once("STOP");
  peer.write({ event: "STOP" });
  expect(await broken).toEqual(new Error("broken"));
  expect((await fine).event).toBe("STOP");
  expect(problems).toEqual([]);
});
