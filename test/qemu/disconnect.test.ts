import { expect, test } from "vitest";
import { DisconnectedError, OutcomeUnknownError } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";

describeWithEach("emulator", "the end of a real QEMU", (qemu) => {
  test("arrives after the reply to quit", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const shutdown = session.once("SHUTDOWN");
    await session.call("quit");
    expect((await shutdown).data).toMatchObject({ reason: "host-qmp-quit" });
    expect((await session.closed).error).toBeInstanceOf(DisconnectedError);
    await machine.exited();
    expect(machine.child.exitCode).toBe(0);
  });

  test("fails every pending call, wait and stream, and shows which may have been executed", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    machine.signal("SIGSTOP");
    const calls = Array.from({ length: 20 }, () => rejection(session.call("query-version")));
    const waiting = rejection(session.once("STOP"));
    const stream = session.events();
    machine.signal("SIGKILL");
    const errors = await Promise.all(calls);
    const unknown = errors.filter((error) => error instanceof OutcomeUnknownError);
    const notSent = errors.filter((error) => error instanceof DisconnectedError);
    expect([unknown.length, notSent.length]).toEqual([8, 12]);
    expect(unknown.every((error) => error.serverMayHaveActed)).toBe(true);
    expect(notSent.some((error) => error.serverMayHaveActed)).toBe(false);
    expect(await waiting).toBeInstanceOf(DisconnectedError);
    expect(await rejection(stream.next())).toBeInstanceOf(DisconnectedError);
    expect(session.state).toBe("disconnected");
  });

  test("fails connect if it precedes the greeting", async () => {
    await using machine = await startMachine(qemu);
    const first = await connectTo(machine);
    const second = rejection(connectTo(machine));
    machine.signal("SIGKILL");
    expect(await second).toMatchObject({ name: "ConnectError" });
    await first.closed;
  });
});
