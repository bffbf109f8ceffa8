import { expect, test } from "vitest";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { describeUnless } from "../../qemu/support/conditional.js";
import { noBrowser, openPage } from "../../tools/support/browser-page.js";
import { qmp, RunningQmp } from "../../tools/support/run-qmp.js";
import { describeWithNats } from "../support/nats-server.js";
import { startRealFleet } from "../support/real-machine.js";
import { use } from "../support/use.js";

function describeExplorer(): void {
  describeWithEach("emulator", "in a browser", (binary) => {
    test("shows the machine, completes names, sends commands and shows events", async () => {
      const { serve, env } = await startRealFleet(binary);
      const { target, machine } = await serve("h1", "-chardev", "null,id=serial0");
      const explorer = use(new RunningQmp(["explore", "--no-open", target], env));
      await explorer.until(({ stdout }) => stdout.endsWith("\n"));
      const address = explorer.stdout.trim();
      const { page, problems } = use(await openPage(address));
      await page.locator(".machine-open").waitFor();
      await page.goto(`${address.replace(/#.*$/, "")}#/machine`);
      const status = page.getByRole("region", { name: "Status" });
      await status.getByText("running").waitFor();
      await status.getByRole("button", { name: "Stop" }).click();
      await status.getByText("paused").waitFor();
      await qmp(["exec", target, "cont"], { env });
      await status.getByText("running").waitFor();
      await page.goto(`${address.replace(/#.*$/, "")}#/console/chardev-remove`);
      await page.locator(`[id="argument-id"]`).focus();
      await page.locator(`datalist option[value="serial0"]`).waitFor({ state: "attached" });
      await page.goto(`${address.replace(/#.*$/, "")}#/console/stop`);
      await page.getByRole("heading", { level: 1, name: "stop" }).waitFor();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("region", { name: "Events" }).getByText("STOP", { exact: true }).first().waitFor();
      await page.goto(`${address.replace(/#.*$/, "")}#/console/quit`);
      await page.getByRole("heading", { level: 1, name: "quit" }).waitFor();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByRole("button", { name: "Send quit" }).click();
      await page
        .getByText(/refused by the rule "allow change"/)
        .first()
        .waitFor();
      expect(machine.hasExited).toBe(false);
      expect(problems).toEqual([]);
    });
  });
}

describeWithNats("qmp explore of a machine of a fleet", () => {
  describeUnless(noBrowser, "the page", describeExplorer);
});
