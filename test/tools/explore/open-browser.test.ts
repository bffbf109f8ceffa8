import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeWith } from "../../qemu/support/binaries.js";
import { qemu, startMachine } from "../../qemu/support/machine.js";
import { RunningQmp } from "../support/run-qmp.js";

describeWith(qemu, "the browser", () => {
  test("receives the address in a file that only its owner can read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "qapi-ts-opened-"));
    const [browser, opened] = [join(folder, "browser"), join(folder, "opened")];
    writeFileSync(
      browser,
      `#!/bin/sh\nprintf %s "$*" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
      {
        mode: 0o700,
      },
    );
    try {
      await using machine = await startMachine(qemu);
      // Of these, a desktop's browser would precede this one.
      const env = {
        BROWSER: browser,
        DISPLAY: "",
        WAYLAND_DISPLAY: "",
        XDG_CURRENT_DESKTOP: "",
        DESKTOP_SESSION: "",
      };
      await using explorer = new RunningQmp(["explore", machine.path], env);
      const argument = (): string => {
        try {
          return readFileSync(opened, "utf8");
        } catch {
          return "";
        }
      };
      await explorer.until(() => argument() !== "");
      expect(argument()).toMatch(/^file:\/\/\S+\.html$/);
      const file = fileURLToPath(argument());
      expect(statSync(file).mode & 0o077).toBe(0);
      const address = explorer.stdout.trim();
      expect(address).toMatch(/#token=/);
      expect(readFileSync(file, "utf8")).toContain(`url=${address}"`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
