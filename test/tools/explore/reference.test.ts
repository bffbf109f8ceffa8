import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSite } from "../../../tools/explore/build/site.js";
import { describeUnless } from "../../qemu/support/conditional.js";
import { root } from "../../support/compile.js";
import { accessibilityProblems } from "../support/accessibility.js";
import { dataOf, modelNames } from "./support/data.js";
import { noBrowser, openPage } from "../support/browser-page.js";

let folder = "";
let address = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "qapi-ts-site-"));
  for (const [name, content] of await makeSite(root, "reference")) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  address = pathToFileURL(join(folder, "index.html")).href;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeUnless(
  noBrowser,
  "the reference, opened from a disk",
  () => {
    test("finds a member as the user types, and opens it with the keyboard", async () => {
      await using opened = await openPage(address);
      const { page, problems } = opened;
      await page.getByRole("heading", { name: "QEMU 11.1" }).waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("BlockdevCreateOptionsQcow2 cluster");
      const hit = page.getByRole("link", { name: /^BlockdevCreateOptionsQcow2\.cluster-size/ });
      await hit.waitFor();
      await page.keyboard.press("ArrowDown");
      while ((await hit.and(page.locator(":focus")).count()) === 0) {
        await page.keyboard.press("ArrowDown");
      }
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "BlockdevCreateOptionsQcow2" }).waitFor();
      await expect.poll(() => page.locator(".part-marked").textContent()).toContain("cluster-size");
      await expect
        .poll(() => page.url())
        .toBe(`${address}#/reference/qmp-11.1/api/BlockdevCreateOptionsQcow2/cluster-size`);
      expect(problems).toEqual([]);
    });

    test.each([
      ["the overview", ""],
      ["a command", "api/blockdev-mirror"],
      ["a member of a union", "api/BlockdevOptions/driver"],
      ["a module", "module/block-core"],
      ["the devices", "devices"],
      ["a property of a device", "device/virtio-blk-pci/drive"],
      ["the devices with a property", "property/bootindex"],
    ])("shows %s accessibly, in light and dark and on narrow screens", async (_name, place) => {
      await using opened = await openPage(`${address}#/reference/qmp-11.1/${place}`);
      const { page, problems } = opened;
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await accessibilityProblems(page, ["color-contrast"])).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      expect(width).toBeLessThanOrEqual(320);
      expect(problems).toEqual([]);
    });

    test("shows the results of a search accessibly", async () => {
      await using opened = await openPage(address);
      const { page, problems } = opened;
      await page.getByRole("searchbox").fill("drive");
      await page.getByRole("radio", { name: "members" }).check({ force: true });
      await page
        .getByRole("link", { name: /\.drive/ })
        .first()
        .waitFor();
      await expect.poll(() => page.getByRole("link", { name: /^drive device/ }).count()).toBe(0);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole("searchbox").fill("no such words");
      await page.getByText("0 results").waitFor();
      expect(problems).toEqual([]);
    });

    test.each(modelNames)("shows definitions of every kind and module of %s", async (model) => {
      await using opened = await openPage(`${address}#/reference/${model}`);
      const { page, problems } = opened;
      const seen = new Set<string>();
      for (const [name, kind, module] of dataOf(model).index.definitions) {
        // The first of each kind in every third module.
        if (module % 3 !== 0 || seen.size === seen.add(`${kind} ${module}`).size) continue;
        await page.evaluate(`location.hash = ${JSON.stringify(`#/reference/${model}/api/${name}`)}`);
        await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
        await page.getByRole("heading", { level: 2, name: "Facts" }).waitFor();
      }
      expect(seen.size).toBeGreaterThan(3);
      expect(problems).toEqual([]);
    });

    test("links from a type to what uses it, and back", async () => {
      await using opened = await openPage(`${address}#/reference/qmp-11.1/api/BlockJobInfo`);
      const { page } = opened;
      const users = page.getByRole("region", { name: "Used by" });
      await users.getByRole("link", { name: "query-block-jobs" }).click();
      await page.getByRole("heading", { level: 1, name: "query-block-jobs" }).waitFor();
      await page.locator("article").getByRole("link", { name: "BlockJobInfo" }).first().click();
      await page.getByRole("heading", { level: 1, name: "BlockJobInfo" }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { level: 1, name: "query-block-jobs" }).waitFor();
    });
  },
  false,
);
