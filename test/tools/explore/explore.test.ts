import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeWithEach, describeWithVersion } from "../../qemu/support/binaries.js";
import { describeUnless } from "../../qemu/support/conditional.js";
import { bareMachine, connectTo, start, startMachine } from "../../qemu/support/machine.js";
import { noBrowser, openPage } from "../support/browser-page.js";
import { runInProcess } from "../support/run-in-process.js";
import { RunningQmp } from "../support/run-qmp.js";
import { startExplorer } from "./support/explorer.js";

describeUnless(
  noBrowser,
  "qmp explore in a browser",
  () => {
    describeWithEach("emulator", "on real QEMU", (qemu, version) => {
      test("shows the machine and the reference of its version", async () => {
        await using shown = await startExplorer(qemu);
        const { page, problems, address } = shown;
        await expect.poll(() => page.locator(".machine-state").textContent()).toContain(`(QEMU ${version}.`);
        await page.getByRole("heading", { level: 1, name: `QEMU ${version}` }).waitFor();
        // The token is not in the address that the user sees.
        expect(address).toMatch(/#token=[\w-]{32}$/);
        expect(page.url()).not.toContain("token");
        await page.keyboard.press("/");
        await page.keyboard.type("query-status");
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { level: 1, name: "query-status" }).waitFor();
        await expect
          .poll(() => page.url())
          .toMatch(new RegExp(`#/reference/qmp-${version}/api/query-status$`));
        await page.reload();
        await page.getByRole("heading", { level: 1, name: "query-status" }).waitFor();
        await page.locator(".machine-open").waitFor();
        expect(problems).toEqual([]);
      });

      test("keeps the place in another version, with the keyboard only, and the theme", async () => {
        await using shown = await startExplorer(qemu, { place: `reference/qmp-${version}/api/stop` });
        const { page, problems } = shown;
        await page.getByRole("heading", { level: 1, name: "stop" }).waitFor();
        await page.keyboard.press("Tab");
        await expect.poll(() => page.locator(":focus").textContent()).toBe("Skip to the content");
        await page.keyboard.press("Enter");
        await expect.poll(() => page.locator(":focus").getAttribute("id")).toBe("main");
        await page.keyboard.press("Tab");
        await page.locator("select:focus").selectOption("QEMU guest agent 11.1");
        await page.getByText("QEMU guest agent 11.1 has no stop.").waitFor();
        await page.getByLabel("Interface").selectOption("QEMU storage daemon 11.1");
        await page.getByLabel("Interface").selectOption("QEMU 7.2");
        await page.getByRole("heading", { level: 1, name: "stop" }).waitFor();
        await expect.poll(() => page.url()).toMatch(/#\/reference\/qmp-7\.2\/api\/stop$/);
        await page.getByRole("button", { name: "Theme: auto" }).click();
        await page.getByRole("button", { name: "Theme: light" }).click();
        await page.reload();
        await page.getByRole("button", { name: "Theme: dark" }).waitFor();
        const scheme = "getComputedStyle(document.documentElement).colorScheme";
        await expect.poll(() => page.evaluate<string>(scheme)).toBe("dark");
        expect(problems).toEqual([]);
      });

      test("does not try again with a token that is not valid", async () => {
        await using shown = await startExplorer(qemu);
        const { page, address, explorer } = shown;
        await page.goto("about:blank");
        await page.goto(address.replace(/=.*/, "=wrong"));
        await page.getByText("the token is not valid").waitFor();
        const refusals = (): number => explorer.stderr.split("wrong token").length - 1;
        const before = refusals();
        await page.waitForTimeout(2_500);
        expect(refusals()).toBe(before);
      });

      test("reports that the machine has ended, and connects again when it is back", async () => {
        await using shown = await startExplorer(qemu);
        const { page, machine } = shown;
        machine.signal("SIGKILL");
        await page.getByText(/^Not connected: .*has ended/).waitFor();
        const socket = join(machine.folder, "vm1.sock");
        await using again = await start(qemu, () => [
          ...bareMachine,
          "-qmp",
          `unix:${socket},server=on,wait=off`,
        ]);
        await page.locator(".machine-open").waitFor();
        expect(again.hasExited).toBe(false);
      });

      test("serves several pages", async () => {
        await using shown = await startExplorer(qemu);
        await using second = await openPage(shown.address);
        await second.page.locator(".machine-open").waitFor();
        await shown.page.locator(".machine-open").waitFor();
        expect([...shown.problems, ...second.problems]).toEqual([]);
      });
    });
  },
  false,
);

describeUnless(
  noBrowser,
  "qmp explore of a storage daemon",
  () => {
    describeWithVersion("storage daemon", "11.1", "in a browser", (daemon) => {
      test("shows the reference of the daemon", async () => {
        await using machine = await start(daemon, (folder) => [
          "--chardev",
          `socket,id=m,path=${join(folder, "monitor.sock")},server=on,wait=off`,
          "--monitor",
          "chardev=m",
        ]);
        await (await connectTo(machine)).close();
        await using explorer = new RunningQmp(["explore", "--no-open", machine.path]);
        await explorer.until(({ stdout }) => stdout.endsWith("\n"));
        await using opened = await openPage(explorer.stdout.trim());
        await opened.page.getByRole("heading", { level: 1, name: "QEMU storage daemon 11.1" }).waitFor();
      });
    });
  },
  false,
);

describe("qmp explore", () => {
  test("refuses a guest agent, and names the fix", async () => {
    expect(await runInProcess(["explore", "qga:/run/agent.sock"])).toMatchObject({
      status: 2,
      stderr: "qmp: qga:/run/agent.sock: a guest agent has no page. Give the monitor of its machine.\n",
    });
  });

  test.each([
    [["--port", "x", "vm1"], 2, /--port <port>.*Use a number up to 65535/],
    [["--paths", "images", "/run/none.sock"], 2, /--paths.*images/],
    [["/run/none.sock"], 4, /cannot connect to unix:\/run\/none\.sock/],
    [[], 2, /target/],
  ])("%j is refused with one line", async (args, status, message) => {
    const run = await runInProcess(["explore", ...args]);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split("\n").length).toBe(1);
  });
});

describeWithEach("emulator", "qmp explore without a browser", (qemu) => {
  test("prints an address on the loopback interface, and serves the page there", async () => {
    await using machine = await startMachine(qemu);
    await using explorer = new RunningQmp(["explore", "--no-open", machine.path]);
    await explorer.until(({ stdout }) => stdout.endsWith("\n"));
    expect(explorer.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+\n$/);
    await explorer.until(({ stderr }) => stderr.includes("interrupt to stop"));
    const [response] = (await once(get(explorer.stdout.trim()), "response")) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-security-policy"]).toContain("default-src 'self'");
  });

  test("serves what the screen shows to those who have the token", async () => {
    const screen = ["-M", "pc", "-nodefaults", "-device", "VGA", "-display", "none", "-S"];
    await using machine = await start(qemu, (folder) => [
      ...screen,
      "-qmp",
      `unix:${join(folder, "monitor.sock")},server=on,wait=off`,
    ]);
    await (await connectTo(machine)).close();
    await using explorer = new RunningQmp(["explore", "--no-open", "--allow", "read", machine.path]);
    await explorer.until(({ stdout }) => stdout.endsWith("\n"));
    const { origin, hash } = new URL(explorer.stdout.trim());
    const authorization = `Bearer ${hash.replace("#token=", "")}`;
    const answer = await fetch(`${origin}/screen.png`, { headers: { authorization } });
    expect(answer.status).toBe(200);
    const image = Buffer.from(await answer.arrayBuffer());
    expect(image.subarray(1, 4).toString()).toBe("PNG");
    const missing = await fetch(`${origin}/screen.png?device=none`, { headers: { authorization } });
    expect(missing.status).toBe(502);
    expect(await missing.text()).toContain("none");
    expect((await fetch(`${origin}/screen.png`)).status).toBe(401);
  });

  test("refuses a port that is taken", async () => {
    await using machine = await startMachine(qemu);
    await using first = new RunningQmp(["explore", "--no-open", machine.path]);
    await first.until(({ stdout }) => stdout.endsWith("\n"));
    const port = new URL(first.stdout.trim()).port;
    await using other = await startMachine(qemu);
    await using second = new RunningQmp(["explore", "--no-open", "--port", port, other.path]);
    expect(await second.end()).toBe(2);
    expect(second.stderr).toContain(port);
  });

  test("ends after the time of --for", async () => {
    await using machine = await startMachine(qemu);
    await using explorer = new RunningQmp(["explore", "--no-open", "--for", "0.1", machine.path]);
    expect(await explorer.end()).toBe(0);
  });
});
