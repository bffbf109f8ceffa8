import { expect, test } from "vitest";
import { type DeviceFacts, printDevices, type PropertyEntry } from "../../../generator/devices/facts.js";
import { mergeDevices } from "../../../generator/devices/merge.js";

function facts(
  binary: string,
  devices: Readonly<Record<string, Readonly<Record<string, PropertyEntry>>>>,
): DeviceFacts {
  return {
    version: "11.1.3",
    targets: [binary],
    enums: {},
    devices: Object.fromEntries(
      Object.entries(devices).map(([name, properties]) => [name, { bus: "PCI", properties }]),
    ),
    unavailable: [],
  };
}

const bool: PropertyEntry = { type: "bool", default: false };

test("a property of all targets has no list of targets", () => {
  const merged = mergeDevices([facts("b", { disk: { a: bool } }), facts("a", { disk: { a: bool } })]);
  expect(merged.targets).toEqual(["a", "b"]);
  expect(merged.devices).toEqual({ disk: { bus: "PCI", properties: { a: bool } } });
});

test("devices and properties that some targets lack list those that have them", () => {
  const merged = mergeDevices([
    facts("a", { disk: { a: bool, b: bool } }),
    facts("b", { disk: { a: bool }, nic: { a: bool } }),
    facts("c", { nic: { a: bool } }),
  ]);
  expect(merged.devices).toEqual({
    disk: { bus: "PCI", targets: ["a", "b"], properties: { a: bool, b: { ...bool, targets: ["a"] } } },
    nic: { bus: "PCI", targets: ["b", "c"], properties: { a: bool } },
  });
});

test("a default that differs between targets is omitted", () => {
  const merged = mergeDevices([
    facts("a", { disk: { a: bool } }),
    facts("b", { disk: { a: { type: "bool", default: true } } }),
  ]);
  expect(merged.devices["disk"]?.properties["a"]).toEqual({ type: "bool" });
});

test("a type is unavailable only if no binary reports its properties", () => {
  const merged = mergeDevices([
    { ...facts("a", {}), unavailable: ["disk", "nic"] },
    facts("b", { disk: { a: bool } }),
  ]);
  expect(merged.unavailable).toEqual(["nic"]);
});

test("targets of different versions are not merged", () => {
  const other = { ...facts("b", {}), version: "10.0.2" };
  expect(() => mergeDevices([facts("a", {}), other])).toThrow(
    /a 11\.1\.3, b 10\.0\.2\. Ask for each version/,
  );
});

test("printed facts are the same facts, with a line for each property", () => {
  const all = {
    ...facts("a", { disk: { a: bool, b: { type: "x", default: [1, {}] } } }),
    enums: { E: ["a", "b"] },
  };
  const text = printDevices(all);
  expect(JSON.parse(text)).toEqual(all);
  expect(text).toContain('        "a": { "type": "bool", "default": false },\n');
});
