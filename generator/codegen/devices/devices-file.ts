import type { DeviceFacts } from "../../devices/facts.js";
import { withoutCpus } from "../../devices/store.js";
import type { Context } from "../context.js";
import { FileBuilder, protocolPath } from "../file-builder.js";
import type { Declaration, GeneratedFile, InterfaceDeclaration } from "../file.js";
import { stringLiteral, unionOf } from "../literal.js";
import { baseNames, deviceInterfaces, driverNames, plainInterface } from "./device-interfaces.js";
import { DeviceNames } from "./device-names.js";

/** The names of the module's exports, apart from the interfaces of single devices. */
const exported = { map: "DeviceProperties", union: "Device", add: "addDevice" } as const;

/** The index does not export the module, because it costs type-checking time. */
const devicesPath = "devices.ts";

/** The command that adds a device. */
const addCommand = "device_add";

/**
 * Returns the module with an interface for each device, the map of them, and a function that adds a device. CPU models
 * are left out: each has hundreds of properties.
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
