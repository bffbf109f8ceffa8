import type { JsonPath } from "../config/json-file.js";

/** What binaries report about the devices that users can create with `device_add` and `-device`. */
export interface DeviceFacts {
  /** For example `11.1.3`. */
  readonly version: string;
  /** The targets of the binaries, sorted: `x86_64` for `qemu-system-x86_64`. */
  readonly targets: readonly string[];
  /** The values of the enumeration types that name them in a description. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly devices: Readonly<Record<string, DeviceEntry>>;
  /** The types whose properties no binary reports, because the query fails or aborts the binary. */
  readonly unavailable: readonly string[];
}

/** A type of device. Its name is the value of `driver`. */
export interface DeviceEntry {
  /** The type of bus that it is plugged into. Absent: none. */
  readonly bus?: string;
  /** QEMU's category, such as `Storage`. */
  readonly category?: string;
  /** Another name that `driver` may have. */
  readonly alias?: string;
  readonly description?: string;
  /** The targets that have the type. Absent: all. */
  readonly targets?: readonly string[];
  readonly properties: Properties;
}

export interface PropertyEntry {
  /** The type's name in QEMU's object model: `bool`, `uint32`, `str`, `OnOffAuto`. */
  readonly type: string;
  /** An integer beyond 2^53 is text. Absent: none is reported. */
  readonly default?: unknown;
  readonly description?: string;
  /** The type of object or device that the value, an id, refers to. */
  readonly link?: string;
  /** The targets that have the property. Absent: all that have the device. */
  readonly targets?: readonly string[];
}

/** Facts as a file holds them: properties that several devices have alike may be listed once. */
export interface DeviceFile extends Omit<DeviceFacts, "devices"> {
  /** Groups of properties, by names that occur only in the file. */
  readonly shared?: Readonly<Record<string, Properties>>;
  readonly devices: Readonly<Record<string, StoredDevice>>;
}

export type Properties = Readonly<Record<string, PropertyEntry>>;

interface StoredDevice extends DeviceEntry {
  /** The names of its groups of properties. */
  readonly shares?: readonly string[];
}

/** The category of CPU models. */
const cpuCategory = "CPU";

/** Returns facts as JSON in which every property is a line. */
export function printDevices({ devices, enums, shared = {}, ...facts }: DeviceFile): string {
  const members = [
    ...Object.entries(facts).map(([key, value]) => `  ${member(key, value)}`),
    block("enums", lines(enums, 4), 2),
    ...(Object.keys(shared).length === 0 ? [] : [sharedBlock(shared)]),
    block(
      "devices",
      Object.entries(devices).map(([name, entry]) => deviceBlock(name, entry)),
      2,
    ),
  ];
  return `{\n${members.join(",\n")}\n}\n`;
}

function sharedBlock(shared: Readonly<Record<string, Properties>>): string {
  const groups = Object.entries(shared).map(([name, properties]) => block(name, lines(properties, 6), 4));
  return block("shared", groups, 2);
}

function deviceBlock(name: string, { properties, ...entry }: StoredDevice): string {
  const members = [...lines(entry, 6), block("properties", lines(properties, 8), 6)];
  return block(name, members, 4);
}

function block(key: string, members: readonly string[], indent: number): string {
  const space = " ".repeat(indent);
  const content = members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${space}}`;
  return `${space}${JSON.stringify(key)}: ${content}`;
}

function lines(values: object, indent: number): readonly string[] {
  return Object.entries(values).map(([key, value]) => " ".repeat(indent) + member(key, value));
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${oneLine(value)}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => member(key, each));
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

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

/** A group of properties that several devices have alike. */
export interface PropertyGroup {
  /** The name of its first property, with a number if another group has that name. */
  readonly name: string;
  readonly properties: Properties;
}

interface GroupedProperties {
  readonly groups: readonly PropertyGroup[];
  /** The groups of each device, and the properties that are in none of them. */
  readonly devices: ReadonlyMap<
    string,
    { readonly groups: readonly PropertyGroup[]; readonly properties: Properties }
  >;
}

/** The number of repeated properties that a group must save. */
const minSaving = 6;

/**
 * Groups the properties of devices: those that exactly the same devices have, with the same type and default, are a
 * group. Few properties of few devices are repeated instead.
 */
export function groupProperties(devices: Readonly<Record<string, DeviceEntry>>): GroupedProperties {
  const groups: PropertyGroup[] = [];
  const groupsOf = new Map<string, PropertyGroup[]>();
  const counts = new Map<string, number>();
  for (const { holders, properties } of classesOf(devices)) {
    if (properties.length * (holders.length - 1) < minSaving) continue;
    const group = { name: nameOf(properties, counts), properties: Object.fromEntries(properties) };
    groups.push(group);
    for (const holder of holders) addTo(groupsOf, holder, group);
  }
  const own = Object.entries(devices).map(([device, { properties }]) => {
    const of = groupsOf.get(device) ?? [];
    const rest = Object.entries(properties).filter(
      ([name]) => !of.some((group) => Object.hasOwn(group.properties, name)),
    );
    return [device, { groups: of, properties: Object.fromEntries(rest) }] as const;
  });
  return { groups, devices: new Map(own) };
}

interface PropertyClass {
  readonly holders: readonly string[];
  readonly properties: readonly (readonly [name: string, entry: PropertyEntry])[];
}

/** Returns the classes of properties that have the same holders, sorted by their first property. */
function classesOf(devices: Readonly<Record<string, DeviceEntry>>): readonly PropertyClass[] {
  const holders = new Map<string, string[]>();
  for (const [device, { properties }] of Object.entries(devices)) {
    for (const property of Object.entries(properties)) addTo(holders, JSON.stringify(property), device);
  }
  const classes = new Map<string, string[]>();
  for (const [property, names] of holders) addTo(classes, JSON.stringify(names), property);
  return [...classes]
    .map(([names, properties]) => ({
      holders: JSON.parse(names) as string[],
      properties: properties.sort().map((each) => JSON.parse(each) as [string, PropertyEntry]),
    }))
    .sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ properties, holders }: PropertyClass): string {
  return JSON.stringify([properties, holders]);
}

function nameOf([first]: PropertyClass["properties"], counts: Map<string, number>): string {
  const name = first?.[0] ?? "";
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
