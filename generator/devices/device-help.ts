import type { DeviceEntry } from "./facts.js";

/** What the list of devices of the human monitor states about a device. */
export type ListedDevice = Omit<DeviceEntry, "properties" | "targets">;

/**
 * Reads the answer of the human monitor to `device_add help`: a title for each category, and a line for each device that
 * users can create. A device of several categories has the first one.
 */
export function readDeviceHelp(text: string): ReadonlyMap<string, ListedDevice> {
  const devices = new Map<string, ListedDevice>();
  let category: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const title = /^(.+) devices:$/.exec(line)?.[1];
    if (title !== undefined) category = title;
    const match = devicePattern.exec(line);
    if (match === null) continue;
    const [, name = "", bus, alias, description] = match;
    if (devices.has(name)) continue;
    devices.set(name, {
      ...(bus !== undefined && { bus }),
      ...(category !== undefined && { category }),
      ...(alias !== undefined && { alias }),
      ...(description !== undefined && { description }),
    });
  }
  return devices;
}

const devicePattern = /^name "([^"]+)"(?:, bus ([^,]+))?(?:, alias "([^"]+)")?(?:, desc "(.*)")?$/;
