import type { DeviceEntry, DeviceFacts, Properties } from "../../devices/facts.js";
import { groupProperties, type PropertyGroup } from "../../devices/groups.js";
import type { InterfaceDeclaration, Property } from "../file.js";
import { stringLiteral, unionOf } from "../literal.js";
import { describeDevice, describeProperty } from "./describe.js";
import type { DeviceNames } from "./device-names.js";
import { propertyType, type PropertyContext } from "./property-type.js";

/** The names of the interfaces that all devices extend. */
export const baseNames = { any: "AnyDevice", onBus: "BusDevice" } as const;

/** The interfaces of devices, and their names by driver. */
export interface DeviceInterfaces {
  readonly declarations: readonly InterfaceDeclaration[];
  readonly names: ReadonlyMap<string, string>;
}

/** Returns an interface for each device. Interfaces of groups of properties keep the module short. */
export function deviceInterfaces(
  context: PropertyContext,
  devices: DeviceFacts["devices"],
  names: DeviceNames,
): DeviceInterfaces {
  const grouped = groupProperties(devices);
  const groupNames = new Map(
    grouped.groups.map((group) => [group, names.allocate(group.name, "Properties")] as const),
  );
  const deviceNames = new Map<string, string>();
  const declarations = Object.entries(devices).map(([driver, entry]) => {
    const name = names.allocate(driver, "Device");
    deviceNames.set(driver, name);
    const { groups = [], properties = {} } = grouped.devices.get(driver) ?? {};
    const parents = groups.map((group) => groupNames.get(group) ?? "");
    return deviceInterface(name, [driver, entry], parents, propertiesOf(context, properties));
  });
  const groupInterfaces = [...groupNames].map(([group, name]: readonly [PropertyGroup, string]) =>
    plainInterface(name, propertiesOf(context, group.properties)),
  );
  return { declarations: [...baseInterfaces(), ...declarations, ...groupInterfaces], names: deviceNames };
}

/** The names by which `driver` selects a device. */
export function driverNames(driver: string, { alias }: DeviceEntry): readonly string[] {
  return alias === undefined ? [driver] : [driver, alias];
}

export function plainInterface(name: string, properties: readonly Property[]): InterfaceDeclaration {
  return { kind: "interface", name, comment: [], extends: [], properties, open: false };
}

function deviceInterface(
  name: string,
  [driver, entry]: readonly [string, DeviceEntry],
  parents: readonly string[],
  properties: readonly Property[],
): InterfaceDeclaration {
  const type = unionOf(driverNames(driver, entry).map(stringLiteral));
  const base = entry.bus === undefined ? baseNames.any : baseNames.onBus;
  return {
    ...plainInterface(name, [{ name: "driver", type, optional: false, comment: [] }, ...properties]),
    comment: describeDevice(entry),
    extends: [base, ...parents],
  };
}

function baseInterfaces(): readonly InterfaceDeclaration[] {
  const id =
    "The ID of the device, to which events and `device_del` refer. Default: none; the device cannot be removed.";
  const bus = "The ID of the bus that the device is plugged into. Default: a bus with a free slot.";
  return [
    { ...plainInterface(baseNames.any, [optionalText("id", id)]), comment: ["The members of all devices."] },
    {
      ...plainInterface(baseNames.onBus, [optionalText("bus", bus)]),
      comment: ["The members of devices on a bus."],
      extends: [baseNames.any],
    },
  ];
}

function optionalText(name: string, comment: string): Property {
  return { name, type: "string", optional: true, comment: [comment] };
}

/** Members of every device, which are not properties of its type. */
const memberNames: ReadonlySet<string> = new Set(["driver", "id", "bus"]);

function propertiesOf(context: PropertyContext, properties: Properties): readonly Property[] {
  return Object.entries(properties)
    .filter(([name]) => !memberNames.has(name))
    .map(([name, entry]) => ({
      name,
      type: propertyType(context, name, entry),
      optional: true,
      comment: describeProperty(name, entry),
    }));
}
