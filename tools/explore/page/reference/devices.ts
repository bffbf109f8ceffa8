import type { DeviceFile } from "../../data/format.js";

type Device = DeviceFile["devices"][string];
export type Property = Device["properties"][string];

/** Returns the properties of a device, also those that the file lists once for several devices, by name. */
export function propertiesOf(
  { shared = {} }: DeviceFile,
  { properties, shares = [] }: Device,
): ReadonlyMap<string, Property> {
  const all = new Map(shares.flatMap((group) => Object.entries(shared[group] ?? {})));
  for (const [name, property] of Object.entries(properties)) all.set(name, property);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns which devices have a property, with the property of each. */
export function devicesWith(file: DeviceFile, property: string): ReadonlyMap<string, Property> {
  const found = new Map<string, Property>();
  for (const [name, device] of Object.entries(file.devices)) {
    const own = propertiesOf(file, device).get(property);
    if (own !== undefined) found.set(name, own);
  }
  return found;
}

/** Returns a default value as text; undefined if none is reported. */
export function defaultText({ default: value }: Property): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
