import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../generator/support/temporary-folder.js";
import { describeWithVersion } from "../../qemu/support/binaries.js";
import { bareMachine, start } from "../../qemu/support/machine.js";
import { runQmp } from "../../tools/support/run-qmp.js";
import { FleetCommand } from "../support/fleet-command.js";
import { describeWithNats, NatsServer } from "../support/nats-server.js";
import { use } from "../support/use.js";

describeWithNats("the policy of an owner", () => {
  describeWithVersion("emulator", "7.2", "of a real machine", (binary) => {
    test("refuses requests over NATS by name, effect and path, and its audit log has no secrets", async () => {
      const [folder, images] = [temporaryFolder(), temporaryFolder()];
      const nats = use(await new NatsServer().start());
      const socket = join(folder, "vm.qmp");
      use(await start(binary, () => [...bareMachine, "-qmp", `unix:${socket},server=on,wait=off`]));
      const audit = join(folder, "audit.jsonl");
      const place = ["--nats", nats.url, "--site", "a", "--host", "h", "--socket", socket];
      const rules = ["--allow", "change", "--deny", "blockdev-del", "--paths", images, "--audit", audit];
      await use(new FleetCommand(["serve", ...place, ...rules])).prints("serving vm of a/h");
      const exec = async (...words: readonly string[]): Promise<string> => {
        const run = await runQmp(["exec", "nats:a/h/vm", ...words], { env: { NATS_URL: nats.url } });
        return run.status === 0 ? "done" : run.stderr;
      };
      const add = (path: string): Promise<string> =>
        exec("blockdev-add", JSON.stringify({ driver: "file", "node-name": "disk", filename: path }));
      for (const each of [folder, images]) writeFileSync(join(each, "disk"), "x".repeat(512));
      expect(await add(join(folder, "disk"))).toMatch(/refused by the rule "paths/);
      expect(await add(join(images, "disk"))).toBe("done");
      expect(await exec("blockdev-del", "--node-name", "disk")).toMatch(/refused by the rule "deny/);
      expect(await exec("quit")).toMatch(/refused by the rule "allow change"/);
      const secret = "opensesame";
      expect(await exec("object-add", "--qom-type", "secret", "--id", "s", "--data", secret)).toBe("done");
      const logged = readFileSync(audit, "utf8");
      for (const command of ["blockdev-add", "blockdev-del", "quit", "object-add"])
        expect(logged).toContain(command);
      expect(logged).not.toContain(secret);
      await nats.kill();
      expect(() => execFileSync("grep", ["-r", secret, nats.folder])).toThrow(/Command failed/);
    });
  });
});
