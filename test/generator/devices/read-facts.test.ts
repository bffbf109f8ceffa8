import { join } from "node:path";
import { expect, test } from "vitest";
import { readDeviceFacts } from "../../../generator/devices/read-facts.js";
import { loadedFacts, storedFacts, type DeviceFacts } from "../../../generator/devices/facts.js";
import { formatDiagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { runCompiled } from "../cli/support.js";

const head = '"version": "9.1.2", "targets": ["x86_64"], "unavailable": [], "enums": {}';

async function problemsOf(text: string): Promise<readonly string[]> {
  const file = join(temporaryFolder({ "devices.json": text }), "devices.json");
  const { facts, diagnostics } = await readDeviceFacts(file);
  expect(facts).toBeUndefined();
  return diagnostics.map(
    ({ position, code, message }) => `${position.line}:${position.column} ${code} ${message}`,
  );
}

test.each([
  ["", "1:1 devices-syntax the file is empty"],
  ["{", "1:2 devices-syntax invalid JSON: close brace expected"],
  [`{ ${head} }`, '1:1 devices-shape missing member "devices" in the device facts'],
  [
    `{ ${head},\n "devices": { "disk": { "propertys": {}, "properties": {} } } }`,
    '2:25 devices-shape unknown member "propertys" in "devices.disk"',
  ],
  [
    `{ ${head},\n "devices": { "disk": { "properties": { "a": { "type": 1 } } } } }`,
    '2:56 devices-shape "devices.disk.properties.a.type" must be a string',
  ],
  [
    `{ ${head},\n "devices": { "disk": { "shares": ["toString"], "properties": {} } } }`,
    '2:36 devices-shape "shared" has no group "toString"',
  ],
])("facts %j are refused at the position of the mistake", async (text, expected) => {
  expect(await problemsOf(text)).toEqual([expected]);
});

test("generate reports mistakes in the facts with their place, and writes nothing", () => {
  const folder = temporaryFolder({
    "schema.json": "{ 'command': 'stop' }\n",
    "devices.json": `{ ${head},\n "devices": [] }`,
  });
  const args = ["generate", "schema.json", "--out", "out", "--devices", "devices.json"];
  const { status, out, error } = runCompiled(folder, args);
  expect([status, out]).toEqual([1, ""]);
  expect(error).toMatch(/^devices\.json:2:13: error devices-shape: "devices" must be an object/);
});

test("stored facts are the same facts without descriptions and CPU models", () => {
  const property = { type: "bool", default: false };
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`p${index}`, property]));
  const facts: DeviceFacts = {
    version: "9.1.2",
    targets: ["x86_64"],
    enums: { E: ["a"] },
    unavailable: ["b"],
    devices: {
      a: {
        bus: "PCI",
        description: "text",
        properties: { ...many, own: { ...property, description: "text" } },
      },
      b: { properties: { ...many, p7: { type: "bool", default: true } } },
      c: { category: "CPU", properties: many },
      ["__proto__"]: { properties: { ["__proto__"]: property } },
    },
  };
  const stored = storedFacts(facts);
  expect(Object.keys(stored.shared ?? {})).toEqual(["p0"]);
  expect(JSON.stringify(stored)).not.toContain("text");
  const plain = Object.entries({
    a: { bus: "PCI", properties: { ...many, own: property } },
    b: facts.devices["b"],
  });
  const loaded = loadedFacts(JSON.parse(JSON.stringify(stored)) as typeof stored);
  expect(Object.entries(loaded.devices)).toEqual([
    ...plain,
    ["__proto__", { properties: Object.fromEntries([["__proto__", property]]) }],
  ]);
  expect(loaded).toMatchObject({
    version: "9.1.2",
    targets: ["x86_64"],
    enums: { E: ["a"] },
    unavailable: ["b"],
  });
});

test("a diagnostic about facts has the text of its line", async () => {
  const file = join(temporaryFolder({ "devices.json": "[]" }), "devices.json");
  const { diagnostics, source } = await readDeviceFacts(file);
  const [first] = diagnostics;
  expect(first && formatDiagnostic(first, [source])).toContain("an object, as `qapi-ts devices` prints it");
});
