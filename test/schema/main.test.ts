import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { introspect } from "../../generator/introspection/introspect.js";
import type { DeviceFacts } from "../../generator/devices/facts.js";
import { versions } from "../../schema/print/versions.js";
import { sentences, source, wireAnswer, type WireEntry } from "./support.js";

const root = resolve(import.meta.dirname, "../..");
const cases = join(import.meta.dirname, "cases");

/** Runs the program as npm would. */
function run(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const program = join(root, "dist/print/main.js");
  return spawnSync(process.execPath, [program, ...options], { cwd: root, encoding: "utf8" });
}

/** What the emulator reports about devices, with a text of its own. */
const devices: DeviceFacts = {
  version: "1.2.3",
  targets: ["a"],
  enums: {},
  devices: {
    disk: {
      description: "Their words",
      properties: { state: { type: "ThingState", default: "off", description: "Their words" } },
    },
    "a-cpu": { category: "CPU", properties: {} },
  },
  unavailable: ["broken"],
};

/** Writes the inputs of the three versions, which are then neither fetched nor asked. */
function writeInputs(schema: readonly WireEntry[]): string {
  const version = { qemu: { major: 1, minor: 2, micro: 3 }, package: "Imaginary" };
  const answer = (binary: string, entries: readonly object[]): string =>
    JSON.stringify({ binary, version, schema: entries });
  const daemon = introspect(source.storageDaemon, { defines: new Set() });
  const info = { version: "1.2.9", supported_commands: [{ name: "guest-time" }] };
  const folder = temporaryFolder(
    Object.fromEntries(
      versions.flatMap(({ name }) => [
        [`${name}/answers/a.json`, answer("qemu-system-a", schema)],
        [`${name}/answers/d.json`, answer("qemu-storage-daemon", daemon)],
        [`${name}/answers/agent/guest-info.json`, JSON.stringify(info)],
        [`${name}/devices.json`, JSON.stringify({ facts: devices, problems: ["qemu-system-a: a problem"] })],
      ]),
    ),
  );
  for (const { name } of versions)
    cpSync(join(cases, "source"), join(folder, name, "source"), { recursive: true });
  return folder;
}

function print(folder: string, out: string, ...options: string[]): ReturnType<typeof run> {
  return run(folder, "--sentences", sentences, "--out", out, ...options);
}

test("prints every schema and reports the counts and the omitted names", () => {
  const out = temporaryFolder();
  const { status, stdout, stderr } = print(writeInputs(wireAnswer("CONFIG_STATE", "CONFIG_NBD")), out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const counts = "3 commands, 2 events, 8 types in 4 files";
  const omitted = "not reported by any binary: ErrorClass, ThingState.hot, windows-only, ThingOrName.nothing";
  expect(stdout.split("\n")).toEqual([
    ...["11.1", "10.0", "7.2"].flatMap((name) => [`${join(out, "qmp", name)}: ${counts}`, `  ${omitted}`]),
    `${join(out, "qsd")}: 2 commands, 2 events, 6 types in 4 files`,
    "  not reported by any binary: Thing.state, ThingState, windows-only, ThingOrName.nothing, DiskKind.NBD, DiskNbd, disk-reset",
    `${join(out, "qga")}: 1 commands, 0 events, 0 types in 2 files`,
    ...["11.1", "10.0", "7.2"].flatMap((name) => [
      `${join(out, "devices", name)}.json: the devices of 1 emulators`,
      "  qemu-system-a: a problem",
    ]),
    "",
  ]);
  const entry = readFileSync(join(out, "qmp/11.1/qapi-schema.json"), "utf8");
  expect(entry).toMatch(/namely[\s#]+qemu-storage-daemon,[\s#]+qemu-system-a\./);
  expect(existsSync(join(out, "qmp/extensions.json"))).toBe(true);
});

test("prints devices without texts and CPU models, with the values of the schema's enumerations", () => {
  const out = temporaryFolder();
  print(writeInputs(wireAnswer("CONFIG_STATE", "CONFIG_NBD")), out);
  expect(JSON.parse(readFileSync(join(out, "devices/11.1.json"), "utf8"))).toEqual({
    version: "1.2.3",
    targets: ["a"],
    unavailable: ["broken"],
    enums: { ThingState: ["on", "off", "hot"] },
    devices: { disk: { properties: { state: { type: "ThingState", default: "off" } } } },
  });
});

test("writes nothing if the binary contradicts the schema", () => {
  const answer = wireAnswer("CONFIG_STATE").filter(({ name }) => name !== "DISK_GONE");
  const out = temporaryFolder();
  const { status, stderr } = print(writeInputs(answer), out);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^qmp\/7.2: qemu-system-a: DISK_GONE: is missing, but it is unconditional in the schema/m,
  );
  expect(existsSync(join(out, "qmp"))).toBe(false);
});

test("writes nothing if a sentence is missing, and lists it once", () => {
  const own = temporaryFolder();
  cpSync(sentences, own, { recursive: true });
  writeFileSync(join(own, "qga/qapi-schema.json"), "{}");
  const out = temporaryFolder();
  const folder = writeInputs(wireAnswer("CONFIG_STATE", "CONFIG_NBD"));
  expect(run(folder, "--sentences", own, "--out", out)).toMatchObject({
    status: 1,
    stderr: "missing sentence in schema/sentences/qga: guest-time\n",
  });
  expect(existsSync(join(out, "qmp"))).toBe(false);
});

test("main.ts prints its usage", () => {
  const { status, stderr } = run("--out", "nowhere");
  expect(status).toBe(2);
  expect(stderr).toMatch(/^usage: npm run schema:print -- /);
});
