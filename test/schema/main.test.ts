import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { wireAnswer, type WireEntry } from "./support.js";

const root = resolve(import.meta.dirname, "../..");
const cases = join(import.meta.dirname, "cases");

/** Runs the program as npm would. */
function run(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const program = join(root, "dist/schema/print/main.js");
  return spawnSync(process.execPath, [program, ...options], { cwd: root, encoding: "utf8" });
}

/** Writes an answer with the version of the source, and one with another version. */
function writeAnswers(schema: readonly WireEntry[]): string {
  const version = (major: number): object => ({ qemu: { major, minor: 2, micro: 3 }, package: "Imaginary" });
  return temporaryFolder({
    "a.json": JSON.stringify({ binary: "qemu-system-a", version: version(1), schema }),
    "b.json": JSON.stringify({ binary: "qemu-system-b", version: version(2), schema: [] }),
  });
}

function print(answers: string, out: string): ReturnType<typeof run> {
  const inputs = ["--source", join(cases, "source"), "--sentences", join(cases, "sentences")];
  return run(...inputs, "--answers", answers, "--out", out);
}

test("prints both schemas and reports the counts and the omitted names", () => {
  const out = temporaryFolder();
  const { status, stdout, stderr } = print(writeAnswers(wireAnswer("CONFIG_STATE", "CONFIG_NBD")), out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.split("\n")).toEqual([
    `${join(out, "qmp")}: 3 commands, 2 events, 8 types in 4 files`,
    `${join(out, "qga")}: 1 commands, 0 events, 0 types in 2 files`,
    "not reported by any binary: ErrorClass, ThingState.hot, windows-only, ThingOrName.nothing",
    "",
  ]);
  const entry = readFileSync(join(out, "qmp/qapi-schema.json"), "utf8");
  expect(entry).toMatch(/namely[\s#]+qemu-system-a\./);
  expect(existsSync(join(out, "qga/extensions.json"))).toBe(true);
});

test("writes nothing if the binary contradicts the schema", () => {
  const answer = wireAnswer("CONFIG_STATE").filter(({ name }) => name !== "DISK_GONE");
  const out = temporaryFolder();
  const { status, stderr } = print(writeAnswers(answer), out);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^qemu-system-a: DISK_GONE: is missing, but it is unconditional in the schema/m);
  expect(existsSync(join(out, "qmp"))).toBe(false);
});

test("main.ts prints its usage", () => {
  const { status, stderr } = run("--out", "nowhere");
  expect(status).toBe(2);
  expect(stderr).toMatch(/^usage: npm run schema:print -- /);
});

test("ask.ts prints its usage", () => {
  const program = join(root, "dist/schema/print/ask.js");
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^usage: npm run schema:ask -- /);
});
