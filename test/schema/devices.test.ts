import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readDeviceFacts } from "../../generator/devices/read-facts.js";
import { printDevices, storedFacts } from "../../generator/devices/facts.js";

const folder = resolve(import.meta.dirname, "../../schema/devices");

describe.each([
  { version: "11.1", release: "11.1.3", devices: 542, properties: 8018 },
  { version: "10.0", release: "10.0.2", devices: 523, properties: 7985 },
  { version: "7.2", release: "7.2.22", devices: 498, properties: 6331 },
])("schema/devices/$version.json", ({ version, release, ...counts }) => {
  const file = join(folder, `${version}.json`);
  const text = readFileSync(file, "utf8");

  test("has the devices of all emulators, and none that could not be queried", async () => {
    const { facts, diagnostics } = await readDeviceFacts(file);
    expect(diagnostics).toEqual([]);
    const entries = Object.values(facts?.devices ?? {});
    const properties = entries.reduce((sum, each) => sum + Object.keys(each.properties).length, 0);
    expect({ devices: entries.length, properties }).toEqual(counts);
    expect(facts).toMatchObject({ version: release, unavailable: [] });
    expect(entries.filter(({ category }) => category === "CPU")).toEqual([]);
  });

  test("has no text of QEMU", async () => {
    const { facts } = await readDeviceFacts(file);
    const devices = Object.values(facts?.devices ?? {});
    const texts = [...devices, ...devices.flatMap(({ properties }) => Object.values(properties))];
    expect(texts.filter(({ description }) => description !== undefined)).toEqual([]);
  });

  test("is what the facts in it are printed as", async () => {
    const { facts } = await readDeviceFacts(file);
    expect(facts && printDevices(storedFacts(facts))).toBe(text);
  });
});
