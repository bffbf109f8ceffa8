import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { qmp } from "qapi-ts/qmp";
import { createServer } from "qapi-ts/server";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "../qemu/support/binaries.js";
import { browser } from "../qemu/support/browser.js";
import { describeUnless } from "../qemu/support/conditional.js";
import { startAgent } from "../qemu/support/machine.js";
import { root } from "../support/compile.js";
import { openPage } from "./open-page.js";
import { runExample, startExample } from "./run-example.js";

describeWithEach("emulator", "examples with QEMU", (qemu) => {
  test("hot-plug adds and removes a disk", async () => {
    expect((await runExample("hot-plug", qemu)).split("\n")).toEqual([
      "disks: none",
      "disks: image0",
      "disks: none",
      "QEMU exited with status 0",
      "",
    ]);
  });

  test("backup prints the progress and copies the disk", async () => {
    const output = await runExample("backup", qemu);
    expect(output).toMatch(/^copied \d+ %$/m);
    const [, size] = /the image has (\d+) bytes/.exec(output) ?? [];
    expect(Number(size)).toBeGreaterThan(8 * 1024 * 1024);
  });

  test("migration moves a machine to another process", async () => {
    const output = await runExample("migration", qemu);
    // A fast migration ends before its progress is queried.
    expect(output).toMatch(/^(sent \d+ of \d+ bytes\n)*source: postmigrate\ntarget: running\n$/);
  });

  test("fleet starts and pauses twenty machines", async () => {
    const output = await runExample("fleet", qemu);
    expect(output).toMatch(/^20 machines run QEMU \d+$/m);
    expect(output).toContain("20 machines are paused\n");
    expect(output.match(/^vm\d+ shuts down: host-qmp-quit$/gm)).toHaveLength(20);
  });
});

describeWithEach("guest agent", "examples with the guest agent", (qemuGa) => {
  test("guest-exec prints the output of a program", async () => {
    await using agent = await startAgent(qemuGa);
    expect(await runExample("guest-exec", agent.path, "/bin/echo", "hello")).toBe("hello\nexit status: 0\n");
  });
});

const noBrowser = browser === undefined ? "chromium-headless-shell is not installed" : undefined;
describeUnless(
  noBrowser,
  "the browser page",
  () => {
    test("shows the status and the events of a machine", async () => {
      const path = join(temporaryFolder(), "vm.qmp");
      const double = createServer(qmp, { "query-status": () => ({ running: true, status: "running" }) });
      await double.listen({ path });
      await using server = await startExample("browser/server", path);
      await using page = openPage(server.firstLine.replace("open ", ""));
      await page.logged("status: running");
      double.raise("STOP");
      await page.logged("event: STOP");
      await double.close();
    });
  },
  false,
);

describe("the browser's server", () => {
  test("refuses requests and pages by any other name, and pages of other origins", async () => {
    await using server = await startExample("browser/server", join(temporaryFolder(), "vm.qmp"));
    const { port } = new URL(server.firstLine.replace("open ", ""));
    const status = async (host: string, origin?: string): Promise<number | undefined> => {
      const webSocket = { upgrade: "websocket", connection: "upgrade", "sec-websocket-version": "13" };
      const key = { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" };
      const headers = { host, ...(origin !== undefined && { origin, ...webSocket, ...key }) };
      const path = origin === undefined ? "/" : "/qmp";
      return new Promise((resolve, reject) => {
        get({ host: "127.0.0.1", port, path, headers }, (response) => resolve(response.resume().statusCode))
          .on("upgrade", ({ statusCode }, connection) => {
            connection.destroy();
            resolve(statusCode);
          })
          .on("error", reject);
      });
    };
    const [own, local, other] = [`127.0.0.1:${port}`, `localhost:${port}`, `evil.example:${port}`];
    expect(await Promise.all([status(own), status(local), status(other)])).toEqual([200, 200, 403]);
    expect(await status(own, `http://${own}`)).toBe(101);
    expect(await status(other, `http://${other}`)).toBe(401);
    expect(await status(own, `http://${other}`)).toBe(401);
  });
});

describe("the daemon", () => {
  test("serves its client", async () => {
    const path = join(temporaryFolder(), "tasks.sock");
    await using daemon = await startExample("daemon/daemon", path);
    expect(daemon.firstLine).toBe(`listening at ${path}`);
    expect((await runExample("daemon/client", path)).split("\n")).toEqual([
      "[ { id: 'index', done: true }, { id: 'upload', done: true } ]",
      "GenericError there is already a task 'upload'",
      "",
    ]);
  });
});

test("the test double's tests pass", async () => {
  expect(await runExample("test-double")).toMatch(/^# pass 3$/m);
});

test("each example has fewer than 80 lines", () => {
  const folder = join(root, "examples");
  const programs = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.includes("generated"),
  );
  expect(programs.length).toBeGreaterThanOrEqual(8);
  for (const file of programs) {
    expect([file, readFileSync(join(folder, file), "utf8").split("\n").length < 80]).toEqual([file, true]);
  }
});
