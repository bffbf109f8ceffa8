import { join } from "node:path";
import { test } from "vitest";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { describeWithVersion } from "../../qemu/support/binaries.js";
import { qmp, RunningQmp } from "../../tools/support/run-qmp.js";
import { describeWithNats } from "../support/nats-server.js";
import { startRealFleet } from "../support/real-machine.js";
import { use } from "../support/use.js";

describeWithNats("a takeover by another owner", () => {
  describeWithVersion("emulator", "7.2", "a real machine", (binary) => {
    test("qmp events and the clients of qmp share receive the report that events may have been missed", async () => {
      const { serve, env } = await startRealFleet(binary);
      const { target, owner, serveAgain } = await serve("h1");
      const shared = join(temporaryFolder(), "shared.sock");
      const share = use(new RunningQmp(["share", target, "--listen", `unix:${shared}`], env));
      await share.until(({ stderr }) => stderr.includes("interrupt to stop"));
      const direct = use(new RunningQmp(["events", "--json", target], env));
      const ofShare = use(new RunningQmp(["events", "--json", shared], env));
      // The commands print nothing when they are connected.
      const both = [direct, ofShare];
      for (let time = 0; time < 30 && !both.every(({ stdout }) => stdout.includes('"STOP"')); time++) {
        await qmp(["exec", target, "cont"], { env });
        await qmp(["exec", target, "stop"], { env });
      }
      owner.signal("SIGKILL");
      await serveAgain();
      await direct.until(({ stderr }) =>
        stderr.includes("events may have been missed: the owner has connected"),
      );
      await ofShare.until(({ stdout }) => stdout.includes("QAPI_TS_MACHINE_CONNECTED"));
      await qmp(["exec", target, "cont"], { env });
      for (const each of both) await each.until(({ stdout }) => stdout.includes('"RESUME"'));
    });
  });
});
