import type { DeviceFile, Properties, StoredDevice } from "./facts.js";

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
