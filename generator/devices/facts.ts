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

export interface StoredDevice extends DeviceEntry {
  /** The names of its groups of properties. */
  readonly shares?: readonly string[];
}

/** The category of CPU models. */
export const cpuCategory = "CPU";

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
