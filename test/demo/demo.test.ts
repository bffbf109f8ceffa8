import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWith } from "../qemu/support/binaries.js";
import { qemu } from "../qemu/support/machine.js";
import { root } from "../support/compile.js";

/** Runs the demo with the given PATH and returns its output. */
async function runDemo(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "dist/demo/main.js")], {
    cwd: root,
    env: { ...process.env, PATH: path },
  });
  return stdout;
}

const expectedLines = [
  /Qmp +\d+ commands, \d+ events, \d+ types/,
  /<- STOP at \d+/,
  /<- RESUME at \d+/,
  /received 2 typed events/,
];

test("the demo runs without QEMU and prints plain text", async () => {
  const output = await runDemo(temporaryFolder());
  for (const line of expectedLines) expect(output).toMatch(line);
  expect(output).toContain("in-process server");
  expect(output).not.toContain("\u001b");
});

describeWith(qemu, "the demo with QEMU on the PATH", () => {
  test("connects to it", async () => {
    const output = await runDemo(process.env["PATH"] ?? dirname(process.execPath));
    for (const line of expectedLines) expect(output).toMatch(line);
    expect(output).toContain("QEMU: qemu-system-x86_64");
  });
});
