import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWith } from "../qemu/support/binaries.js";
import { qemu } from "../qemu/support/machine.js";
import { root } from "../support/compile.js";

/** What the demo prints, with programs to be found in `path` only. */
async function demo(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "dist/demo/main.js")], {
    cwd: root,
    env: { ...process.env, PATH: path },
  });
  return stdout;
}

const told = [
  /Qmp +\d+ commands, \d+ events, \d+ types/,
  /<- STOP at \d+/,
  /<- RESUME at \d+/,
  /took 2 typed events/,
];

test("the demo does its whole round without QEMU, in plain text", async () => {
  const output = await demo(temporaryFolder());
  for (const line of told) expect(output).toMatch(line);
  expect(output).toContain("our own server");
  expect(output).not.toContain("\u001b");
});

describeWith(qemu, "the demo with QEMU on the PATH", () => {
  test("drives it", async () => {
    const output = await demo(process.env["PATH"] ?? dirname(process.execPath));
    for (const line of told) expect(output).toMatch(line);
    expect(output).toContain("real QEMU");
  });
});
