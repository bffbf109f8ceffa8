import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { describeUnless } from "../../qemu/support/conditional.js";
import { accessibilityProblems } from "../support/accessibility.js";
import { noBrowser } from "../support/browser-page.js";
import { startExplorer } from "./support/explorer.js";

/** The request of the page, as its text. */
const request = (page: Page): Promise<string> =>
  page.getByLabel("Request", { exact: true }).last().inputValue();

/** The input at a path of the arguments. */
const argument = (page: Page, path: string) => page.locator(`[id="argument-${path}"]`);

async function chooseCommand(page: Page, words: string, name: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Command" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** Creates an image. Every version reads it. */
function createImage(folder: string): string {
  const path = join(folder, "disk.qcow2");
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", path, "1M"]);
  return path;
}

function describeConsole(): void {
  describeWithEach("emulator", "the console with real QEMU", (qemu) => {
    const open = {
      place: "console",
      machineArgs: ["-object", "throttle-group,id=limits", "-name", "<b>vm</b>"],
    };

    test("fills a nested form, sends it, and shows the node that was made", async () => {
      await using shown = await startExplorer(qemu, open);
      const { page, other, machine, problems } = shown;
      const image = createImage(machine.folder);
      await chooseCommand(page, "blockdev add", "blockdev-add");
      await argument(page, "driver").selectOption("qcow2");
      await page.getByRole("combobox", { name: "Optional argument", exact: true }).selectOption("node-name");
      await page.getByRole("button", { name: "Add node-name" }).click();
      await page.locator(`[id="argument-node-name"]:focus`).waitFor();
      await page.keyboard.type("disk0");
      await argument(page, "file").selectOption({ label: "object" });
      await argument(page, "file.driver").selectOption("throttle");
      await page.getByText("file.throttle-group").waitFor();
      await argument(page, "file.throttle-group").focus();
      // The names are asked from the machine.
      await page.locator(`datalist option[value="limits"]`).waitFor({ state: "attached" });
      await argument(page, "file.throttle-group").fill("limits");
      await argument(page, "file.file").selectOption({ label: "object" });
      await argument(page, "file.file.driver").selectOption("file");
      await argument(page, "file.file.filename").fill(image);
      await expect
        .poll(async () => JSON.parse(await request(page)) as unknown)
        .toEqual({
          execute: "blockdev-add",
          arguments: {
            driver: "qcow2",
            "node-name": "disk0",
            file: {
              driver: "throttle",
              "throttle-group": "limits",
              file: { driver: "file", filename: image },
            },
          },
        });
      await page.getByText("The arguments are valid.").waitFor();
      await send(page);
      await page.getByText("is done").waitFor();
      const nodes = (await other.call("query-named-block-nodes", { flat: true })) as {
        "node-name": string;
      }[];
      expect(nodes.map((node) => node["node-name"])).toContain("disk0");
      expect(problems).toEqual([]);
    });

    test("sends a command, and shows its event and its reply as a tree", async () => {
      await using shown = await startExplorer(qemu, { ...open, place: "console/stop" });
      const { page, problems } = shown;
      await page.getByRole("heading", { level: 1, name: "stop" }).waitFor();
      await send(page);
      const events = page.getByRole("region", { name: "Events" });
      await events.getByText("STOP", { exact: true }).waitFor();
      await chooseCommand(page, "query name", "query-name");
      await page.keyboard.press("Escape");
      await send(page);
      const reply = page.getByRole("region", { name: "Reply" });
      // Text of the machine is text.
      await reply.getByText(`"<b>vm</b>"`).waitFor();
      await reply.getByText("{ 1 member }").click();
      await reply.getByText(`"<b>vm</b>"`).waitFor({ state: "detached" });
      expect(problems).toEqual([]);
    });

    test("edits JSON and form both ways, exactly, and reports problems as the user types", async () => {
      await using shown = await startExplorer(qemu, open);
      const { page, problems } = shown;
      const text = page.locator("#request-text");
      await text.fill(
        `{"execute": "blockdev-add", "arguments": {"driver": "null-co", "size": 9007199254740993}}`,
      );
      await page.getByRole("heading", { level: 1, name: "blockdev-add" }).waitFor();
      await expect.poll(() => page.url()).toMatch(/#\/console\/blockdev-add$/);
      await expect.poll(() => argument(page, "size").inputValue()).toBe("9007199254740993");
      await argument(page, "size").fill("9223372036854775807");
      await expect.poll(() => request(page)).toContain(`"size": 9223372036854775807`);
      await argument(page, "size").fill("12a");
      await page.locator(`[id="argument-size-issue"]`).getByText(`needs an integer, not "12a".`).waitFor();
      await send(page);
      await expect.poll(() => page.evaluate<string>("document.activeElement.id")).toBe("argument-size");
      await text.fill(`{"execute": "blockdev-add", `);
      await page.getByText("This is not valid JSON").waitFor();
      await page.getByText("No command was sent.").waitFor();
      // Another branch drops what it does not have.
      await text.fill(
        `{"execute": "blockdev-add", "arguments": {"driver": "null-co", "node-name": "n", "latency-ns": 1}}`,
      );
      await argument(page, "driver").selectOption("raw");
      await expect
        .poll(async () => JSON.parse(await request(page)) as unknown)
        .toEqual({
          execute: "blockdev-add",
          arguments: { driver: "raw", "node-name": "n" },
        });
      expect(problems).toEqual([]);
    });

    test("offers the properties of a device that the machine reports", async () => {
      await using shown = await startExplorer(qemu, { ...open, place: "console/device_add" });
      const { page } = shown;
      await argument(page, "driver").fill("virtio-rng-pci");
      const optional = page.getByRole("combobox", { name: "Optional argument", exact: true });
      await optional.locator(`option[value="max-bytes"]`).waitFor({ state: "attached" });
      await optional.selectOption("max-bytes");
      await page.getByRole("button", { name: "Add max-bytes" }).click();
      await argument(page, "max-bytes").fill("0x10");
      await expect
        .poll(async () => JSON.parse(await request(page)) as unknown)
        .toMatchObject({ arguments: { "max-bytes": 16 } });
      await page.getByText("The arguments are valid.").waitFor();
    });

    test("requests a confirmation of a command that may lose something", async () => {
      await using shown = await startExplorer(qemu, { ...open, place: "console/quit" });
      const { page, other, machine } = shown;
      await page.getByRole("heading", { level: 1, name: "quit" }).waitFor();
      await send(page);
      const dialog = page.getByRole("dialog");
      await dialog.getByText("quit may lose data or the machine. Send it?").waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      expect(await other.call("query-status")).toMatchObject({ running: true });
      await send(page);
      await dialog.getByRole("button", { name: "Send quit" }).click();
      await machine.exited();
    });

    test("keeps a history without secrets, and copies the request", async () => {
      await using shown = await startExplorer(qemu, {
        ...open,
        permissions: ["clipboard-read", "clipboard-write"],
        place: "console/query-status",
      });
      const { page, machine, problems } = shown;
      await page.getByRole("heading", { level: 1, name: "query-status" }).waitFor();
      await send(page);
      await page.getByText("is done").waitFor();
      const secret = `{"execute":"object-add","arguments":{"qom-type":"secret","id":"s0","data":"hunter22"}}`;
      await page.locator("#request-text").fill(secret);
      await send(page);
      await page.getByText("object-add is done").waitFor();
      await page.locator("#request-text").fill(`{"execute":"query-block"}`);
      const monitor = join(machine.folder, "vm1.sock");
      await page.getByRole("button", { name: "Copy as qmp exec" }).click();
      await page.getByText("Copied:").waitFor();
      const copied = (): Promise<string> => page.evaluate<string>("navigator.clipboard.readText()");
      await expect.poll(copied).toBe(`qmp exec unix:${monitor} query-block`);
      await page.getByRole("button", { name: "Copy as TypeScript" }).click();
      await page.getByText("queryBlock(session)").waitFor();
      await expect.poll(copied).toContain(`connect({ path: "${monitor}", protocol: qmp })`);
      await page.reload();
      await page.getByText("History (1)").click();
      await page.getByRole("button", { name: "query-status" }).waitFor();
      expect(await page.evaluate<string>("JSON.stringify(localStorage)")).not.toContain("hunter22");
      expect(problems).toEqual([]);
    });
  });

  describeWithEach("emulator", "the console for everyone", (qemu) => {
    test("has no problems of accessibility, and fits a narrow screen", async () => {
      await using shown = await startExplorer(qemu, { place: "console/blockdev-add" });
      const { page } = shown;
      await argument(page, "driver").selectOption("qcow2");
      await argument(page, "file").selectOption({ label: "object" });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityProblems(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      await expect
        .poll(() => page.evaluate<number>("document.documentElement.scrollWidth"))
        .toBeLessThanOrEqual(320);
    });
  });
}

describeUnless(noBrowser, "in a real browser", describeConsole, false);
