import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeUnless } from "../../qemu/support/conditional.js";
import { root } from "../../support/compile.js";
import { shrinkPicture } from "../../support/shrink-picture.js";
import { startExplorer } from "./support/explorer.js";

const isAsked = process.env["PICTURES"] !== undefined;
const obstacle = isAsked
  ? undefined
  : "PICTURES is not set: it writes pictures to docs (npm run docs:pictures)";

interface Picture {
  readonly place: string;
  readonly colorScheme: "light" | "dark";
  /** Default: 1000 by 640. */
  readonly size?: readonly [width: number, height: number];
  /** Brings the page to what the picture shows. */
  readonly prepare: (page: Page) => Promise<void>;
}

const pictures: Readonly<Record<string, Picture>> = {
  "docs/explore-reference.png": {
    place: "reference/qmp-11.1/api/block-commit",
    colorScheme: "light",
    prepare: async (page) => {
      await page.getByRole("searchbox").fill("commit top");
      await page.getByText("block-commit.top-node").waitFor();
    },
  },
  "docs/explore-reference-dark.png": {
    place: "reference/qmp-11.1/device/virtio-blk-pci/iothread",
    colorScheme: "dark",
    prepare: async (page) => {
      await page.locator(".part-marked").waitFor();
    },
  },
};

describeUnless(
  obstacle,
  "the pictures of the explorer",
  () => {
    test.each(Object.entries(pictures))("%s shows a view", async (file, picture) => {
      const { place, colorScheme, prepare, size: [width, height] = [1000, 640] } = picture;
      const qemu = process.env["QEMU_11_1"] ?? "qemu-system-x86_64";
      await using shown = await startExplorer(qemu, { place, colorScheme, viewport: { width, height } });
      await prepare(shown.page);
      await shown.page.screenshot({ path: join(root, file) });
      await shrinkPicture(join(root, file));
      expect(shown.problems).toEqual([]);
    });
  },
  false,
);
