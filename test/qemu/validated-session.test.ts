import { expect, test } from "vitest";
import type { QmpProtocol } from "../../generated/qmp/index.js";
import { connect, type ProtocolDescriptor, type Session, type ValidationIssue } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { monitorBindings } from "./support/bindings.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";

describeWithEach("emulator", "a session with validators and real QEMU", (qemu, version) => {
  test("works, and sends no invalid arguments", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    const problems: unknown[] = [];
    await using session = await connect({
      path: machine.path,
      // What the test calls is the same in all versions.
      protocol: monitorBindings[version].protocol as ProtocolDescriptor<QmpProtocol>,
      validators: monitorBindings[version].validators,
      validate: "both",
      onProblem: (problem) => problems.push(problem),
    });
    const stopped = session.once("STOP");
    await session.call("stop");
    expect((await stopped).event).toBe("STOP");
    expect(await session.call("query-status")).toMatchObject({ running: false });
    await session.call("object-add", { "qom-type": "secret", id: "s", data: "x" });
    const issue: ValidationIssue = { path: "id", reason: "is missing" };
    const untyped: Session = session;
    expect(await rejection(untyped.call("object-del", { name: "s" }))).toMatchObject({ issue });
    await session.call("object-del", { id: "s" });
    expect(problems).toEqual([]);
  });
});
