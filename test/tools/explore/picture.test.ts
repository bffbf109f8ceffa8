import { join } from "node:path";
import { expect, test } from "vitest";
import { describeUnless } from "../../qemu/support/conditional.js";
import { root } from "../../support/compile.js";
import { shrinkPicture } from "../../support/shrink-picture.js";
import { startExplorer, type ExplorerOnMachine } from "./support/explorer.js";

const isAsked = process.env["PICTURES"] !== undefined;
const obstacle = isAsked
  ? undefined
  : "PICTURES is not set: it writes pictures to docs (npm run docs:pictures)";

interface Picture {
  readonly place: string;
  readonly colorScheme: "light" | "dark";
  /** Default: 1000 by 640. */
  readonly size?: readonly [width: number, height: number];
  /** Arguments of QEMU. Default: none. */
  readonly machineArgs?: readonly string[];
  /** Brings the page to what the picture shows. */
  readonly prepare: (shown: ExplorerOnMachine) => Promise<void>;
}

const pictures: Readonly<Record<string, Picture>> = {
  "docs/explore-reference.png": {
    place: "reference/qmp-11.1/api/block-commit",
    colorScheme: "light",
    prepare: async ({ page }) => {
      await page.getByRole("searchbox").fill("commit top");
      await page.getByText("block-commit.top-node").waitFor();
    },
  },
  "docs/explore-console.png": {
    place: "console",
    colorScheme: "light",
    size: [1200, 760],
    machineArgs: ["-object", "throttle-group,id=limits"],
    prepare: async ({ page }) => {
      const file = {
        driver: "throttle",
        "throttle-group": "limits",
        file: { driver: "null-co", size: 65_536 },
      };
      const args = { driver: "raw", "node-name": "disk0", file };
      await page
        .locator("#request-text")
        .fill(JSON.stringify({ execute: "blockdev-add", arguments: args }, null, 2));
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("blockdev-add is done").waitFor();
      await page.locator("#request-text").fill(`{"execute": "stop"}`);
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("STOP", { exact: true }).waitFor();
      await page
        .locator("#request-text")
        .fill(JSON.stringify({ execute: "blockdev-add", arguments: args }, null, 2));
      await page.locator(`[id="argument-file.driver"]`).waitFor();
    },
  },
  "docs/explore-machine.png": {
    place: "machine",
    colorScheme: "dark",
    size: [1100, 720],
    machineArgs: [
      "-M",
      "pc",
      "-m",
      "128",
      "-name",
      "vm1",
      "-blockdev",
      "driver=null-co,node-name=disk0,size=1073741824",
    ],
    prepare: async ({ page, other }) => {
      await other.call("blockdev-add", { driver: "null-co", "node-name": "copy", size: 2 ** 30 });
      await other.call("blockdev-mirror", {
        "job-id": "copy0",
        device: "disk0",
        target: "copy",
        sync: "full",
        speed: 30_000_000,
      });
      await page.getByText(/^[2-9]\d %/).waitFor();
    },
  },
};

describeUnless(
  obstacle,
  "the pictures of the explorer",
  () => {
    test.each(Object.entries(pictures))("%s shows a view", async (file, picture) => {
      const { place, colorScheme, machineArgs = [], prepare, size: [width, height] = [1000, 640] } = picture;
      const qemu = process.env["QEMU_11_1"] ?? "qemu-system-x86_64";
      const options = { place, colorScheme, machineArgs, viewport: { width, height } };
      await using shown = await startExplorer(qemu, options);
      await prepare(shown);
      await shown.page.screenshot({ path: join(root, file) });
      await shrinkPicture(join(root, file));
      expect(shown.problems).toEqual([]);
    });
  },
  false,
);
