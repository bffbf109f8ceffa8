import { expect, test } from "vitest";
import { qmp } from "../../generated/qmp/index.js";
import * as validators from "../../generated/qmp/validators.js";
import { connect, type Finding } from "../../runtime/index.js";
import { rejection } from "../runtime/support/scripted-peer.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";

describeWithEach("emulator", "a session with validators, with real QEMU", (qemu) => {
  test("works as without, and sends nothing that QEMU would refuse", async () => {
    await using machine = await startMachine(qemu);
    await (await connectTo(machine)).close();
    const problems: unknown[] = [];
    await using session = await connect({
      path: machine.path,
      protocol: qmp,
      validators,
      validate: "both",
      onProblem: (problem) => problems.push(problem),
    });
    const stopped = session.once("STOP");
    await session.execute("stop");
    expect((await stopped).event).toBe("STOP");
    expect(await session.execute("query-status")).toMatchObject({ running: false });
    await session.execute("object-add", { "qom-type": "secret", id: "s", data: "x" });
    const finding: Finding = { path: "id", reason: "is missing" };
    expect(await rejection(session.call("object-del", { name: "s" }))).toMatchObject({ finding });
    await session.execute("object-del", { id: "s" });
    expect(problems).toEqual([]);
  });
});
