import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeUnless } from "../../qemu/support/conditional.js";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { connectTo, startMachine } from "../../qemu/support/machine.js";
import { root } from "../../support/compile.js";
import { qmp } from "../support/run-qmp.js";

/** Runs the built command in a pseudo-terminal of the program `script`, and returns what it shows. */
function inTerminal(args: readonly string[]): string {
  const words = [process.execPath, join(root, "tools/dist/cli/main.js"), ...args];
  const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  return spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8", timeout: 60_000 }).stdout;
}

const missing =
  spawnSync("script", ["--version"]).error === undefined ? undefined : "`script` is not installed (bsdutils)";

describeUnless(missing, "in a terminal", () => {
  describeWithEach("emulator", "with real QEMU", (binary) => {
    test("results are tables, and --wait shows a bar with amounts, rate and time left", async () => {
      await using machine = await startMachine(binary, "-name", "vm1");
      await (await connectTo(machine)).close();
      expect(inTerminal(["exec", machine.path, "query-name"])).toBe("name  vm1\r\n");
      const size = 64 * 1024 * 1024;
      const nodes = ["source", "copy"].map(
        (name) => `blockdev-add --driver null-co --node-name ${name} --size ${size}`,
      );
      await qmp(["exec", "--batch", machine.path], { input: nodes.join("\n") });
      const job = [
        "--job-id",
        "b",
        "--device",
        "source",
        "--target",
        "copy",
        "--sync",
        "full",
        "--speed",
        String(size / 2),
      ];
      const shown = inTerminal(["exec", "--wait", machine.path, "blockdev-backup", ...job]);
      expect(shown).toMatch(
        /blockdev-backup [█░]+ \d+% {2}[\d.]+ M?B of 67\.1 MB, [\d.]+ MB\/s, \d+m?s left/,
      );
      expect(shown).toMatch(/ 100% /);
      // Nothing that an interrupt would leave behind: the cursor is not hidden.
      expect(shown).not.toContain("\u001b[?25l");
    });
  });
});
