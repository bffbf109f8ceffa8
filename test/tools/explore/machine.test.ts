import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { describeUnless } from "../../qemu/support/conditional.js";
import { accessibilityProblems } from "../support/accessibility.js";
import { noBrowser } from "../support/browser-page.js";
import { startExplorer } from "./support/explorer.js";

const gibibyte = 2 ** 30;
const blocks = [
  "-object",
  "throttle-group,id=limits",
  "-blockdev",
  `driver=null-co,node-name=base,size=${String(gibibyte)}`,
  "-blockdev",
  "driver=throttle,node-name=top,throttle-group=limits,file=base",
];
const board = ["-M", "pc", "-m", "128", "-device", "VGA", "-name", "<i>vm1</i>"];

function describeMachine(): void {
  describeWithEach("emulator", "the machine's view with real QEMU", (qemu) => {
    test("shows the status and changes it, and requests a confirmation before it ends the machine", async () => {
      await using shown = await startExplorer(qemu, { place: "machine", machineArgs: board });
      const { page, other, machine, problems } = shown;
      const status = page.getByRole("region", { name: "Status" });
      await status.getByText("running").waitFor();
      await status.getByText("<i>vm1</i>").waitFor();
      await status.getByText("128 MiB").waitFor();
      await status.getByRole("button", { name: "Stop" }).click();
      await status.getByText("paused").waitFor();
      expect(await other.call("query-status")).toMatchObject({ status: "paused" });
      await other.call("cont");
      await status.getByText("running").waitFor();
      await status.getByRole("button", { name: "Quit" }).click();
      await page.getByRole("dialog").getByText("quit may lose data or the machine. Send it?").waitFor();
      await page.getByRole("button", { name: "Send quit" }).click();
      await machine.exited();
      await page.getByText("The machine is not connected").waitFor();
      expect(problems).toEqual([]);
    });

    test("shows a job with its progress, and controls it", async () => {
      await using shown = await startExplorer(qemu, { place: "machine", machineArgs: blocks });
      const { page, other, problems } = shown;
      await page.getByRole("region", { name: "Jobs" }).getByText("None.").waitFor();
      await other.call("blockdev-add", { driver: "null-co", "node-name": "copy", size: gibibyte });
      await other.call("blockdev-mirror", {
        "job-id": "job0",
        device: "top",
        target: "copy",
        sync: "full",
        speed: 50_000_000,
      });
      const job = page.getByRole("article", { name: "Job job0" });
      await job.getByText("running").waitFor();
      await job.getByText(/of 1\.0 GiB, [1-9]/).waitFor();
      expect(Number(await job.getByRole("progressbar").getAttribute("value"))).toBeGreaterThan(0);
      await job.getByRole("img", { name: "Chart of Rate of job0" }).locator("canvas").waitFor();
      await job.getByRole("button", { name: "pause job0" }).click();
      await job.getByText("paused").waitFor();
      await job.getByRole("button", { name: "cancel job0" }).click();
      await job.waitFor({ state: "detached" });
      expect(problems).toEqual([]);
    });

    test("shows a migration with its progress and rate", async () => {
      await using shown = await startExplorer(qemu, { place: "machine", machineArgs: board });
      const { page, other } = shown;
      const migration = page.getByRole("region", { name: "Migration" });
      await migration.getByText("None.").waitFor();
      // So slow that it does not end: the last step would take longer than a millisecond.
      await other.call("migrate-set-parameters", { "max-bandwidth": 20_000, "downtime-limit": 1 });
      await other.call("migrate", { uri: "exec:cat > /dev/null" });
      await migration.getByText("active").waitFor();
      await migration.getByText(/[1-9][\d.]* [KM]?i?B\/s, \d/).waitFor();
      await migration.getByRole("button", { name: "Cancel the migration" }).click();
      await migration.getByText("cancelled").waitFor();
    });

    test("draws the block graph, which follows changes", async () => {
      await using shown = await startExplorer(qemu, { place: "machine/blocks", machineArgs: blocks });
      const { page, other, problems } = shown;
      const graph = page.getByRole("group", { name: "Block graph" });
      await graph.getByRole("button", { name: "top throttle" }).waitFor();
      await expect.poll(() => graph.locator(".graph-edge").count()).toBe(1);
      await graph.getByRole("button", { name: "base null-co" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("region", { name: "base" }).getByText(String(gibibyte), { exact: true }).waitFor();
      await other.call("blockdev-add", { driver: "raw", "node-name": "more", file: "top" });
      await graph.getByRole("button", { name: "more raw" }).waitFor();
      await expect.poll(() => graph.locator(".graph-edge").count()).toBe(2);
      expect(problems).toEqual([]);
    });

    test("shows the screen, and sends keys to it until they are released", async () => {
      const machineArgs = [...board, "-usb", "-device", "usb-tablet"];
      await using shown = await startExplorer(qemu, { place: "machine/screen", machineArgs });
      const { page, problems } = shown;
      const screen = page.getByRole("application", { name: "The machine's screen" });
      await screen.getByRole("img").waitFor();
      const width = await page.evaluate<number>(`document.querySelector(".screen img").naturalWidth`);
      expect(width).toBeGreaterThan(300);
      await screen.focus();
      await page.keyboard.press("Enter");
      await page.getByText("Keys and clicks go to the machine.").waitFor();
      await page.keyboard.type("ab");
      await page.keyboard.press("Tab");
      await screen.click({ position: { x: 20, y: 20 } });
      await page.keyboard.press("Control+Alt+KeyG");
      await page.getByText("Click the screen, or press Enter on it").waitFor();
      await page.keyboard.press("Tab");
      await page.getByRole("button", { name: "Send Ctrl+Alt+Delete" }).and(page.locator(":focus")).waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      expect(problems).toEqual([]);
    });

    test("lists the events since the page was opened, whichever view it showed", async () => {
      await using shown = await startExplorer(qemu);
      const { page, other, address, problems } = shown;
      await other.call("stop");
      await page.goto(`${address.replace(/#.*$/, "")}#/machine/events`);
      await page.getByText("1 of 1 events").waitFor();
      await page.getByRole("listitem").filter({ hasText: "STOP" }).waitFor();
      expect(problems).toEqual([]);
    });

    test("lists events, and filters them by name and data", async () => {
      await using shown = await startExplorer(qemu, { place: "machine/events" });
      const { page, other, problems } = shown;
      await page.getByText("0 of 0 events").waitFor();
      await other.call("stop");
      await other.call("cont");
      await other.call("blockdev-add", { driver: "null-co", "node-name": "n", size: 65_536 });
      await other.call("blockdev-create", {
        "job-id": "made",
        options: { driver: "qcow2", file: "n", size: 65_536 },
      });
      await page.getByText(/^[3-9] of [3-9] events/).waitFor();
      await page.getByRole("img", { name: /^Timeline of/ }).waitFor();
      const list = page.getByRole("listitem").filter({ has: page.locator("time") });
      await page.getByRole("searchbox", { name: "Filter" }).fill("*_status_* made");
      await list.filter({ hasText: "STOP" }).waitFor({ state: "detached" });
      await expect.poll(() => list.count()).toBeGreaterThan(0);
      await page.getByRole("searchbox", { name: "Filter" }).fill("stop");
      await expect.poll(() => list.locator("strong").allTextContents()).toEqual(["STOP"]);
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByText("0 of 0 events").waitFor();
      expect(problems).toEqual([]);
    });

    test.each(["overview", "blocks", "screen", "events"])(
      "has no problems of accessibility on page %s, and fits a narrow screen",
      async (name) => {
        const machineArgs = [...board, ...blocks];
        await using shown = await startExplorer(qemu, { place: `machine/${name}`, machineArgs });
        const { page, other } = shown;
        await other.call("stop");
        await page.waitForTimeout(1_000);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await accessibilityProblems(page)).toEqual([]);
        }
        await page.setViewportSize({ width: 320, height: 640 });
        await expect
          .poll(() => page.evaluate<number>("document.documentElement.scrollWidth"))
          .toBeLessThanOrEqual(320);
      },
    );
  });
}

describeUnless(noBrowser, "in a real browser", describeMachine, false);
