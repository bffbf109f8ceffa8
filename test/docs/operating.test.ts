import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeWithEach } from "../qemu/support/binaries.js";
import { root } from "../support/compile.js";
import { runInProcess } from "../tools/support/run-in-process.js";
import { samplesIn } from "./samples.js";

const pages = ["operating", "shell", "sharing", "sharing-rules", "exploring"]
  .map((page) => readFileSync(join(root, `docs/${page}.md`), "utf8"))
  .join("\n");

test("every command and flag of qmp is on a page", async () => {
  const { stdout } = await runInProcess(["--help"]);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "help");
  expect(commands).toEqual(expect.arrayContaining(["ps", "exec", "events", "record", "replay"]));
  for (const command of commands) {
    expect(pages).toContain(`\`qmp ${command}\``);
    const { stdout: help } = await runInProcess([command, "--help"]);
    const flags = new Set(help.match(/(?<=^ {2}(-\w, )?)--[a-z-]+/gm));
    flags.delete("--help");
    expect([...flags].filter((flag) => !pages.includes(flag))).toEqual([]);
  }
});

describeWithEach("emulator", "the commands of docs/operating.md", (binary) => {
  test("run in a shell", async () => {
    const folder = mkdtempSync(join(tmpdir(), "qmp-docs-"));
    const writeProgram = (name: string, text: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    writeProgram("qmp", `exec '${process.execPath}' '${join(root, "tools/dist/cli/main.js")}' "$@"`);
    const { stdout: path } = await promisify(execFile)("which", [binary]);
    const pidfile = join(folder, "pid");
    writeProgram("qemu-system-x86_64", `exec '${path.trim()}' -pidfile '${pidfile}' "$@"`);
    const samples = samplesIn("sh run").filter(({ name }) => name.startsWith("docs/operating.md"));
    expect(samples.length).toBeGreaterThan(3);
    const script = `${samples.map(({ text }) => text).join("\n")}\nqmp exec vm1 quit\n`.replaceAll(
      "vm1",
      `vm${process.pid}`,
    );
    const env = { ...process.env, PATH: [folder, process.env["PATH"]].join(delimiter) };
    try {
      // Traced and limited, so that the error of a command that waits for ever names it, and the machine is ended.
      const { stdout } = await promisify(execFile)("bash", ["-xeuo", "pipefail", "-c", script], {
        cwd: folder,
        env,
        timeout: 200_000,
        killSignal: "SIGKILL",
      });
      expect(stdout).toContain('"status": "paused"');
      expect(stdout).toContain(`{"execute":"blockdev-del","arguments":{"node-name":"top"}}`);
      expect(stdout).toContain("node-name: disk0");
    } finally {
      // Removed by a machine that has ended.
      if (existsSync(pidfile)) process.kill(Number(readFileSync(pidfile, "utf8")), "SIGKILL");
      rmSync(folder, { recursive: true });
    }
    // Thirty programs, one after the other.
  }, 240_000);
});
