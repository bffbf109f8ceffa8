import { expect, test } from "vitest";
import { completeCommand, completeEach, type Progress } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { balloon, deviceDel, systemPowerdown } from "./support/completions.js";
import { bootGuest, describeWithGuest } from "./support/guest.js";

/** Far more than a guest needs: what is awaited here comes, or the test fails. */
const patience = { timeout: 50_000 };

describeWithGuest("a real guest", () => {
  test("lets go of disks, several at once, and each outcome is told", async () => {
    await using guest = await bootGuest();
    const { session } = guest;
    const outcomes = await completeEach(["d0", "no-such-disk", "d1"], (id) =>
      completeCommand(session, deviceDel, { id }, patience),
    );
    expect(outcomes).toMatchObject([
      { item: "d0", ok: true },
      { item: "no-such-disk", ok: false, error: { errorClass: "DeviceNotFound" } },
      { item: "d1", ok: true },
    ]);
    expect(await session.execute("query-block")).toEqual([]);
  });

  test("that ignores the request keeps its disk, until it is forced", async () => {
    await using guest = await bootGuest("acpiphp.disable=1");
    const { session } = guest;
    const gentle = completeCommand(session, deviceDel, { id: "d0" }, { timeout: 1000 });
    expect(await rejection(gentle)).toMatchObject({
      name: "CompletionTimeoutError",
      code: "completion-timeout",
    });
    expect(await session.execute("query-block")).toHaveLength(2);
    const forced = completeCommand(session, deviceDel, { id: "d1" }, { timeout: 500, forced: true });
    await forced;
  });

  test("is lost while it is waited for", async () => {
    await using guest = await bootGuest("acpiphp.disable=1");
    const lost = rejection(completeCommand(guest.session, deviceDel, { id: "d0" }, patience));
    await guest.session.execute("query-version");
    guest.machine.signal("SIGKILL");
    expect(await lost).toMatchObject({ name: "CompletionLostError", serverMayHaveActed: true });
  });

  test("gives memory back, and takes it again, with progress", async () => {
    await using guest = await bootGuest();
    const { session } = guest;
    const mebibyte = 1024 * 1024;
    const shrinking = completeCommand(session, balloon, { value: 96 * mebibyte }, patience);
    const seen: Progress[] = [];
    for await (const progress of shrinking) seen.push(progress);
    expect(await session.execute("query-balloon")).toEqual({ actual: 96 * mebibyte });
    expect(seen.at(-1)).toEqual({ current: seen[0]?.total, total: seen[0]?.total });
    await completeCommand(session, balloon, { value: 128 * mebibyte }, patience);
    expect(await session.execute("query-balloon")).toEqual({ actual: 128 * mebibyte });
    // Nothing has to be done, and no event comes.
    await completeCommand(session, balloon, { value: 128 * mebibyte }, patience);
  });

  test("shuts down by the power button", async () => {
    await using guest = await bootGuest();
    await completeCommand(guest.session, systemPowerdown, undefined, patience);
    await guest.machine.exited();
    expect(guest.machine.child.exitCode).toBe(0);
  });

  test("that is deaf to the power button is quit, if that is wanted", async () => {
    await using guest = await bootGuest("deaf");
    const { session, machine } = guest;
    const gentle = completeCommand(session, systemPowerdown, undefined, { timeout: 500 });
    expect(await rejection(gentle)).toMatchObject({ code: "completion-timeout" });
    await completeCommand(session, systemPowerdown, undefined, { timeout: 500, forced: true });
    await machine.exited();
  });
});
