import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FleetCommand } from "../../fleet/support/fleet-command.js";
import { describeWithNats, NatsServer } from "../../fleet/support/nats-server.js";
import { use } from "../../fleet/support/use.js";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { describeWithVersion } from "../../qemu/support/binaries.js";
import { bareMachine, start } from "../../qemu/support/machine.js";
import { formatTarget, parseTarget } from "../../../tools/targets/target.js";
import { qmp, runQmp, RunningQmp } from "../support/run-qmp.js";

describe("nats:SITE/HOST/MACHINE", () => {
  test("is a target", () => {
    const target = { kind: "nats", site: "a", host: "h", machine: "b/c d" };
    expect(parseTarget("nats:a/h/b/c d")).toEqual(target);
    expect(formatTarget(parseTarget("nats:a/h/b/c d"))).toBe("nats:a/h/b/c d");
  });

  test.each(["nats:", "nats:a", "nats:a/h", "nats:a/h/", "nats://m"])("%s is incomplete", (text) => {
    expect(() => parseTarget(text)).toThrow("Use nats:SITE/HOST/MACHINE.");
  });

  test("names the fix if NATS cannot be reached", async () => {
    const env = { NATS_URL: "nats://127.0.0.1:1" };
    const { status, stderr } = await runQmp(["exec", "nats:a/h/vm", "query-status"], { env });
    expect(stderr).toBe(
      "qmp: cannot connect to NATS at nats://127.0.0.1:1: connection refused. Set NATS_URL, such as nats://HOST:4222.\n",
    );
    expect(status).toBe(4);
  });
});

describeWithNats("machines of a fleet as targets", () => {
  describeWithVersion("emulator", "7.2", "qmp", (binary) => {
    test("ps, exec and events work across hosts", async () => {
      const folder = temporaryFolder();
      const nats = use(await new NatsServer().start());
      const env = { NATS_URL: nats.url };
      const empty = await runQmp(["ps", "--fleet"], { env });
      expect(empty.stderr).toContain("Start qmp-fleet serve on each host.");
      expect(empty.status).toBe(4);
      for (const host of ["h1", "h2"]) {
        const monitor = `unix:${join(folder, `${host}.qmp`)},server=on,wait=off`;
        use(await start(binary, () => [...bareMachine, "-name", host, "-qmp", monitor]));
        const socket = ["--socket", join(folder, `${host}.qmp`)];
        const owner = [
          "serve",
          "--nats",
          nats.url,
          "--site",
          "a",
          "--host",
          host,
          ...socket,
          "--allow",
          "change",
        ];
        await use(new FleetCommand(owner)).prints(`serving ${host} of a/${host}`);
      }
      expect(await qmp(["ps", "--fleet"], { env })).toMatch(
        /^MACHINE +VERSION +STATUS +STATE\nnats:a\/h1\/h1 +7\.2\.\d+ +running +connected\nnats:a\/h2\/h2 .*\n$/,
      );
      await using events = new RunningQmp(["events", "nats:a/h2/h2", "--json"], env);
      // The command prints nothing when it is connected.
      let timesStopped = 0;
      while (!events.stdout.includes('"STOP"') && timesStopped++ < 30) {
        await qmp(["exec", "nats:a/h2/h2", "cont"], { env });
        await qmp(["exec", "nats:a/h2/h2", "stop"], { env });
      }
      expect(events.stdout).toContain('"STOP"');
      expect(await qmp(["exec", "nats:a/h2/h2", "query-status"], { env })).toContain('"status": "paused"');
      const refused = await runQmp(["exec", "nats:a/h1/h1", "quit"], { env });
      expect(refused.stderr).toMatch(
        /^qmp: quit failed with GenericError: refused by the rule "allow change"/,
      );
      expect(refused.status).toBe(1);
      const missing = await runQmp(["exec", "nats:a/h3/h3", "stop"], { env });
      expect(missing.stderr).toContain("machine a/h3/h3 is not in the fleet");
      expect(missing.status).toBe(4);
    });
  });
});
