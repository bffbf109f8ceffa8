import { join } from "node:path";
import { expect, test } from "vitest";
import { describeUnless } from "../../qemu/support/conditional.js";
import { root } from "../../support/compile.js";
import { writePicture } from "../support/picture.js";
import { startShell } from "../support/shell.js";

const isAsked = process.env["PICTURES"] !== undefined;
const obstacle = isAsked
  ? undefined
  : "PICTURES is not set: it writes pictures to docs (npm run docs:pictures)";

describeUnless(
  obstacle,
  "the pictures of the documentation",
  () => {
    test("docs/shell.png shows completion and an event", async () => {
      const qemu = process.env["QEMU_11_1"] ?? "qemu-system-x86_64";
      await using shell = await startShell(qemu, ["-object", "throttle-group,id=limits"], [], {
        rows: 19,
        columns: 104,
      });
      const { program, other } = shell;
      program.type("query-st\tus\t\r");
      await program.until((screen) => screen.includes("running"));
      await program.line("vm1> ");
      program.type("blockdev-add --driver qcow2 --node-name disk0 --file.driver th\t--file.\t");
      await program.until((screen) => screen.includes("--file.throttle-group  str"));
      await other.call("stop");
      await program.until((screen) => screen.includes("  STOP"));
      program.type("\t");
      await program.until((screen) => screen.includes("> --file.throttle-group"));
      await writePicture(program, join(root, "docs/shell.png"));
      expect(program.rows.join("\n")).toContain("required");
    });
  },
  false,
);
