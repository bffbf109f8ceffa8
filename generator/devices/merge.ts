import { UserError } from "../diagnostics/diagnostic.js";
import type { Model } from "../model/index.js";
import type { DeviceEntry, DeviceFacts, PropertyEntry } from "./facts.js";

/**
 * Merges the facts of the binaries of one version. What some of them lack has the targets of those that have it. A
 * default that differs is omitted.
 * @throws UserError if the versions differ.
 */
export function mergeDevices(all: readonly DeviceFacts[]): DeviceFacts {
  const [first, ...others] = all;
  if (first === undefined) throw new TypeError("no facts to merge");
  const other = others.find(({ version }) => version !== first.version);
  if (other !== undefined) {
    throw new UserError(
      `the binaries have different versions: ${first.targets.join(", ")} ${first.version}, ` +
        `${other.targets.join(", ")} ${other.version}. Ask for each version separately.`,
    );
  }
  const targets = all.flatMap((facts) => facts.targets);
  const devices = mapOfAll(all.map((facts) => facts.devices));
  return {
    version: first.version,
    targets: targets.toSorted(),
    enums: unionOfEnums(all),
    devices: Object.fromEntries(
      [...devices].map(([name, entries]) => [name, mergeEntries(entries, targets)]),
    ),
    unavailable: [...new Set(all.flatMap((facts) => facts.unavailable))]
      .filter((name) => !devices.has(name))
      .sort(),
  };
}

/** The values of a name, each with its index. */
type Found<T> = readonly (readonly [index: number, value: T])[];

function mergeEntries(entries: Found<DeviceEntry>, targets: readonly string[]): DeviceEntry {
  const [head] = entries;
  if (head === undefined) throw new TypeError("no entries to merge");
  const own = entries.map(([index]) => targets[index] ?? "");
  const properties = mapOfAll(entries.map(([, entry]) => entry.properties));
  return {
    ...head[1],
    ...(entries.length < targets.length && { targets: own.toSorted() }),
    properties: Object.fromEntries(
      [...properties].map(([name, found]) => [name, mergeProperties(found, own)]),
    ),
  };
}

function mergeProperties(found: Found<PropertyEntry>, targets: readonly string[]): PropertyEntry {
  const [head, ...others] = found;
  if (head === undefined) throw new TypeError("no properties to merge");
  const { default: initial, ...rest } = head[1];
  const isSame = others.every(([, entry]) => JSON.stringify(entry.default) === JSON.stringify(initial));
  const own = found.map(([index]) => targets[index] ?? "").sort();
  return {
    ...rest,
    ...(isSame && initial !== undefined && { default: initial }),
    ...(found.length < targets.length && { targets: own }),
  };
}

/** Returns the values of all records by name, sorted by name. */
function mapOfAll<T>(records: readonly Readonly<Record<string, T>>[]): ReadonlyMap<string, Found<T>> {
  const found = new Map<string, (readonly [number, T])[]>();
  for (const [index, record] of records.entries()) {
    for (const [name, value] of Object.entries(record)) {
      const values = found.get(name);
      if (values === undefined) found.set(name, [[index, value]]);
      else values.push([index, value]);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unionOfEnums(all: readonly DeviceFacts[]): DeviceFacts["enums"] {
  const enums = mapOfAll(all.map((facts) => facts.enums));
  return Object.fromEntries(
    [...enums].map(([type, lists]) => [type, [...new Set(lists.flatMap(([, values]) => values))]]),
  );
}

/** Adds the values of enumerations that no description lists, from QEMU's schema. */
export function withSchemaEnums({ enums, ...facts }: DeviceFacts, schema: Model): DeviceFacts {
  const properties = Object.values(facts.devices).flatMap((device) => Object.values(device.properties));
  const types = new Set(properties.map(({ type }) => type).filter((type) => !Object.hasOwn(enums, type)));
  const added = [...types].flatMap((type) => {
    const definition = schema.byName.get(type);
    return definition?.kind === "enum" ? [[type, definition.values.map(({ name }) => name)] as const] : [];
  });
  const all = [...Object.entries(enums), ...added].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...facts, enums: Object.fromEntries(all) };
}
