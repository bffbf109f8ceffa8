import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWithEach } from "../qemu/support/binaries.js";
import { connectTo, startMachine } from "../qemu/support/machine.js";
import { root } from "../support/compile.js";

const run = promisify(execFile);
let folder = "";

/** Packs a built package, and returns the tarball's path. */
async function pack(source: string): Promise<string> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: join(root, source), maxBuffer: 2 ** 26 });
  const [packed] = JSON.parse(stdout) as [{ readonly filename: string }];
  return join(folder, packed.filename);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "qmp-package-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const tarballs = await Promise.all([".", "generator", "tools", "fleet"].map(pack));
  const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  await run("npm", ["install", ...options, ...tarballs], { cwd: folder });
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the installed command in the empty project. */
const npx = async (...args: readonly string[]): Promise<string> =>
  (await run("npx", ["--no-install", "qmp", ...args], { cwd: folder })).stdout;

test("npx qmp prints its version and help", async () => {
  expect(await npx("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await npx("--help")).toContain("Usage: qmp ");
});

test.each([
  [`import { parseTarget } from "qapi-ts-tools"; console.log(parseTarget("/x").kind);`, "unix\n"],
  [`import { effectOf } from "qapi-ts-tools/share"; console.log(effectOf("quit"));`, "destroy\n"],
])("the entry points of the package can be imported: %s", async (program, printed) => {
  const args = ["--input-type=module", "--eval", program];
  expect((await run(process.execPath, args, { cwd: folder })).stdout).toBe(printed);
});

test("the package of fleets can be imported, and its command prints its version", async () => {
  const program = `import { parseAddress } from "qapi-ts-fleet"; console.log(parseAddress("s/h/vm").host);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { cwd: folder });
  expect(stdout).toBe("h\n");
  expect((await run("npx", ["--no-install", "qmp-fleet", "--version"], { cwd: folder })).stdout).toMatch(
    /^\d+\.\d+/,
  );
});

describeWithEach("emulator", "npx qmp with real QEMU", (binary) => {
  test("finds a machine and runs a command", async () => {
    await using machine = await startMachine(binary, "-name", "packed");
    await (await connectTo(machine)).close();
    expect(await npx("ps")).toMatch(new RegExp(`^packed .* unix:${machine.path}$`, "m"));
    expect(await npx("exec", machine.path, "query-name")).toBe('{\n  "name": "packed"\n}\n');
    expect(await npx("explore", "--no-open", "--for", "0.1", machine.path)).toMatch(/^http:\S+#token=\S+\n$/);
  });
});
