import type { JsonPath } from "../config/json-file/json-file.js";
import {
  cpuCategory,
  type DeviceEntry,
  type DeviceFacts,
  type DeviceFile,
  type PropertyEntry,
  type StoredDevice,
} from "./facts.js";
import { groupProperties } from "./groups.js";

/** Returns facts without QEMU's descriptions and without CPU models, as a file. */
export function storedFacts({ devices, ...facts }: DeviceFacts): DeviceFile {
  const plain = Object.entries(withoutCpus(devices)).map(
    ([name, entry]) => [name, withoutDescriptions(entry)] as const,
  );
  return groupedFacts({ ...facts, devices: Object.fromEntries(plain) });
}

/** Returns facts as a file in which properties that several devices have alike are listed once. */
export function groupedFacts({ devices, ...facts }: DeviceFacts): DeviceFile {
  const grouped = groupProperties(devices);
  const stored = Object.entries(devices).map(([name, entry]): [string, StoredDevice] => {
    const { groups, properties } = grouped.devices.get(name) ?? { groups: [], properties: {} };
    return [
      name,
      { ...entry, ...(groups.length > 0 && { shares: groups.map((group) => group.name) }), properties },
    ];
  });
  return {
    ...facts,
    shared: Object.fromEntries(grouped.groups.map((group) => [group.name, group.properties])),
    devices: Object.fromEntries(stored),
  };
}

/** Returns the groups that devices of a file share and that the file lacks, with the place where each is named. */
export function missingGroups({
  shared = {},
  devices,
}: DeviceFile): readonly { readonly group: string; readonly path: JsonPath }[] {
  return Object.entries(devices).flatMap(([device, { shares = [] }]) =>
    shares.flatMap((group, index) =>
      Object.hasOwn(shared, group) ? [] : [{ group, path: ["devices", device, "shares", index] }],
    ),
  );
}

export function withoutCpus(devices: DeviceFacts["devices"]): DeviceFacts["devices"] {
  return Object.fromEntries(Object.entries(devices).filter(([, { category }]) => category !== cpuCategory));
}

/** Returns the facts of a file, with the properties of each device in its entry. */
export function loadedFacts({ shared = {}, devices, ...facts }: DeviceFile): DeviceFacts {
  const loaded = Object.entries(devices).map(([name, { shares = [], ...entry }]): [string, DeviceEntry] => {
    const groups = [...shares.map((each) => shared[each] ?? {}), entry.properties];
    return [
      name,
      { ...entry, properties: Object.fromEntries(groups.flatMap(Object.entries<PropertyEntry>)) },
    ];
  });
  return { ...facts, devices: Object.fromEntries(loaded) };
}

function withoutDescriptions(entry: DeviceEntry): DeviceEntry {
  const plain = Object.entries(entry.properties).map(
    ([name, property]) => [name, without(property, "description")] as const,
  );
  return { ...without(entry, "description"), properties: Object.fromEntries(plain) };
}

function without<T extends object>(value: T, key: keyof T): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as T;
}
