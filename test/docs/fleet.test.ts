import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { createServer as createMachine } from "qapi-ts/server";
import { qmp } from "qapi-ts/qmp";
import { expect, test } from "vitest";
import { describeWithNats, NatsServer } from "../fleet/support/nats-server.js";
import { use } from "../fleet/support/use.js";
import { describeWithEach } from "../qemu/support/binaries.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { root } from "../support/compile.js";
import { runProgram } from "../support/run-program.js";
import { samplesIn } from "./samples.js";

const page = ["fleet", "fleet-library", "fleet-operation", "fleet-owner", "fleet-permissions"]
  .map((name) => readFileSync(join(root, `docs/${name}.md`), "utf8"))
  .join("\n");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("every option of qmp-fleet is on a page, or its help names its default", async () => {
  const main = join(root, "fleet/dist/cli/main.js");
  const { stdout } = await promisify(execFile)(process.execPath, [main, "serve", "--help"]);
  const options = new Set(stdout.match(/(?<=^ {2})--[a-z-]+/gm));
  for (const option of [
    "--site",
    "--host",
    "--socket",
    "--allow",
    "--deny",
    "--paths",
    "--audit",
    "--remember",
  ]) {
    expect(options).toContain(option);
    expect(page).toContain(option);
  }
});

test("the tests that the pages name exist", () => {
  const names = new Set(page.match(/(?<=`)[\w/-]+\.test\.ts(?=`)/g));
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  expect(names.size).toBeGreaterThan(3);
  for (const name of names) {
    expect(
      files.some((file) => /fleet/.test(file) && `/${file}`.endsWith(`/${name.replace(/^test\//, "")}`)),
    ).toBe(true);
  }
});

describeWithNats("the programs on the pages", () => {
  test("serve a machine and call it", async () => {
    const nats = use(await new NatsServer().start());
    const folder = temporaryFolder();
    const machine = use(createMachine(qmp, { "query-status": () => ({ running: true, status: "running" }) }));
    await machine.listen({ path: join(folder, "vm1.qmp") });
    const [owner, client] = ["fleet-owner", "fleet-library"].map(
      (name) => samplesIn("ts").find((sample) => sample.name === `docs/${name}.md#1`)?.text,
    );
    const program = `${owner?.replace(/^await once.*$/m, "")}${client}`
      .replaceAll("nats://127.0.0.1:4222", nats.url)
      .replace("/run/vms", folder);
    expect(await runProgram(program)).toEqual({ stdout: "[ 'vm1' ]\nrunning\n", stderr: "" });
  });
});

describeWithNats("the start on the page", () => {
  describeWithEach("emulator", "with real machines", (binary) => {
    test("runs in a shell", async () => {
      const folder = mkdtempSync(join(tmpdir(), "qmp-docs-fleet-"));
      const write = (name: string, text: string): void => {
        writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(folder, name), 0o755);
      };
      for (const [name, workspace] of [
        ["qmp", "tools"],
        ["qmp-fleet", "fleet"],
      ] as const) {
        write(name, `exec '${process.execPath}' '${join(root, workspace, "dist/cli/main.js")}' "$@"`);
      }
      const { stdout: path } = await promisify(execFile)("which", [binary]);
      write("qemu-system-x86_64", `exec '${path.trim()}' -pidfile '${folder}'/$$.pid "$@"`);
      const port = String(await freePort());
      const samples = samplesIn("sh run").filter(({ name }) => name.startsWith("docs/fleet.md#"));
      expect(samples).toHaveLength(1);
      const text = samples.map((sample) => sample.text.replaceAll("4222", port)).join("\n");
      const end = "kill $(jobs -p); wait";
      const env = { ...process.env, PATH: [folder, process.env["PATH"], "/usr/sbin"].join(delimiter) };
      const script = `trap '${end}' EXIT\n${text}`;
      try {
        const { stdout } = await promisify(execFile)("bash", ["-euc", script], { cwd: folder, env });
        expect(stdout).toMatch(/^nats:s1\/h1\/vm1 +\d+\.\d+\.\d+ +paused +connected$/m);
        expect(stdout).toMatch(/^nats:s1\/h1\/vm2 +\d+\.\d+\.\d+ +running +connected$/m);
      } finally {
        for (const file of readdirSync(folder).filter((each) => each.endsWith(".pid"))) {
          process.kill(Number(readFileSync(join(folder, file), "utf8")), "SIGKILL");
        }
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    });
  });
});
