import {
  groupProperties,
  withoutCpus,
  type DeviceEntry,
  type DeviceFacts,
  type Properties,
  type PropertyGroup,
} from "../devices/facts.js";
import type { Context } from "./context.js";
import { describeDevice, describeProperty, type PropertyContext, propertyType } from "./device-property.js";
import { FileBuilder, protocolPath } from "./file-builder.js";
import type { Declaration, GeneratedFile, InterfaceDeclaration, Property } from "./file.js";
import { stringLiteral, unionOf } from "./literal.js";
import { identifier, pascalCase } from "./names/allocate.js";
import { runtimeSymbols } from "./runtime-symbols.js";

/** The names of the module's exports, apart from the interfaces of single devices. */
const exported = { map: "DeviceProperties", union: "Device", add: "addDevice" } as const;

/** The index does not export the module, because it costs type-checking time. */
const devicesPath = "devices.ts";

/** The command that adds a device. */
const addCommand = "device_add";

/**
 * Returns the module with an interface for each device, the map of them, and a function that adds a device. CPU models
 * are omitted: each has hundreds of properties.
 */
export function devicesFile(context: Context, facts: DeviceFacts): GeneratedFile {
  const file = new FileBuilder(context, devicesPath);
  const names = new DeviceNames(context, [...Object.values(exported), ...Object.values(baseNames)]);
  const devices = withoutCpus(facts.devices);
  const interfaces = deviceInterfaces({ file, enums: facts.enums }, devices, names);
  return file.finish(`the devices of QEMU ${facts.version}`, [
    ...addFunction(file),
    deviceMap({ ...facts, devices }, interfaces.names),
    {
      kind: "alias",
      name: exported.union,
      comment: [`A device with its properties: one of {@link ${exported.map}}.`],
      type: `${exported.map}[keyof ${exported.map}]`,
    },
    augmentation(file),
    ...interfaces.declarations,
  ]);
}

/** A schema without the command has no function. */
function addFunction(file: FileBuilder): readonly Declaration[] {
  if (file.context.model.byName.get(addCommand)?.kind !== "command") return [];
  return [
    {
      kind: "function",
      name: exported.add,
      comment: [
        "Adds a device whose properties are typed by its driver. Resolves when the machine has the device.",
      ],
      parameters: [
        file.sessionParameter(),
        { name: "device", type: exported.union, optional: false },
        { name: "options", type: file.runtime("CallOptions"), optional: true },
      ],
      returns: "Promise<void>",
      expression: `${file.runtimeFunction("callWithOpenArguments")}(session, ${stringLiteral(addCommand)}, device, options)`,
    },
  ];
}

/** Types the devices of `launch` in programs that import the module. */
function augmentation(file: FileBuilder): Declaration {
  const comment = ["The devices that `launch` and `commandLine` take."];
  const member = { name: "device", type: exported.union, optional: false, comment };
  return {
    kind: "augmentation",
    module: file.specifierOf(protocolPath),
    members: plainInterface(file.context.names.of("protocol", "map"), [member]),
  };
}

/** An alias can be a name of several devices, of different targets. */
function deviceMap(
  { devices, version }: DeviceFacts,
  names: ReadonlyMap<string, string>,
): InterfaceDeclaration {
  const types = new Map<string, string[]>();
  for (const [driver, entry] of Object.entries(devices)) {
    const type = names.get(driver) ?? "";
    for (const name of driverNames(driver, entry)) types.set(name, [...(types.get(name) ?? []), type]);
  }
  const members = [...types].map(([name, of]) => ({ name, type: unionOf(of), optional: false, comment: [] }));
  return {
    ...plainInterface(exported.map, members),
    comment: [`The devices that users of QEMU ${version} can create, by driver, except CPU models.`],
  };
}

/** The names of the interfaces that all devices extend. */
const baseNames = { any: "AnyDevice", onBus: "BusDevice" } as const;

/** The interfaces of devices, and their names by driver. */
interface DeviceInterfaces {
  readonly declarations: readonly InterfaceDeclaration[];
  readonly names: ReadonlyMap<string, string>;
}

/** Returns an interface for each device. Interfaces of groups of properties keep the module short. */
function deviceInterfaces(
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
function driverNames(driver: string, { alias }: DeviceEntry): readonly string[] {
  return alias === undefined ? [driver] : [driver, alias];
}

function plainInterface(name: string, properties: readonly Property[]): InterfaceDeclaration {
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

/** Allocates the identifiers of the module of devices, which it does not share with the other modules. */
class DeviceNames {
  readonly #taken: Set<string>;

  /** @param own - identifiers that the module declares in any case. */
  constructor({ model, names }: Context, own: readonly string[]) {
    const types = model.definitions.flatMap((each) => names.find("type", each.name) ?? []);
    const protocol = (["map", "session"] as const).map((part) => names.of("protocol", part));
    this.#taken = new Set([...runtimeSymbols, ...types, ...protocol, ...own]);
  }

  /** Returns a new identifier that begins with a name in PascalCase. */
  allocate(name: string, suffix: string): string {
    const stem = identifier(pascalCase(name)) + suffix;
    let candidate = stem;
    for (let count = 2; this.#taken.has(candidate); count++) candidate = `${stem}${count}`;
    this.#taken.add(candidate);
    return candidate;
  }
}
