import {
  accessorCommands,
  mayBeEmpty,
  tagArgument,
  type Accessor,
  type Command,
  type Module,
} from "../../model/index.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration, Property } from "../file.js";
import { accessorArguments } from "./signatures.js";
import { signature } from "./signatures.js";
import { dataType } from "./signatures.js";

/** Declares the maps of a module's commands and events, keyed by their wire names. */
export function mapDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  return [...commandMap(file, module), ...eventMap(file, module)];
}

function commandMap(file: FileBuilder, module: Module): readonly Declaration[] {
  const name = file.context.names.find("commands", module.name);
  if (name === undefined) return [];
  const commands = module.definitions.filter((each) => each.kind === "command");
  const accessors = module.definitions.filter((each) => each.kind === "accessor");
  return [
    {
      kind: "interface",
      name,
      comment: ["The commands of this module by their wire names."],
      extends: [],
      properties: [
        ...commands.map((command) => commandEntry(file, command)),
        ...accessors.flatMap((accessor) => accessorEntries(file, accessor)),
      ],
      open: false,
    },
  ];
}

function eventMap(file: FileBuilder, module: Module): readonly Declaration[] {
  const name = file.context.names.find("events", module.name);
  if (name === undefined) return [];
  const events = module.definitions.filter((each) => each.kind === "event");
  const comment = ["The data of this module's events by their wire names."];
  const members = events.map((event) => property(event.name, dataType(file, event)));
  return [{ kind: "interface", name, comment, extends: [], properties: members, open: false }];
}

function commandEntry(file: FileBuilder, command: Command): Property {
  const { args, optional, returns } = signature(file, command);
  const members = [
    `arguments: ${argumentsType(args, optional)}`,
    `returns: ${returns}`,
    `oob: ${command.allowOob}`,
    ...(command.successResponse ? [] : ["reply: false"]),
  ];
  return property(command.name, `{ ${members.join("; ")} }`);
}

/** Returns the entries of an accessor's two commands. */
function accessorEntries(file: FileBuilder, accessor: Accessor): readonly Property[] {
  const { connect, disconnect } = accessorCommands(accessor);
  const args = accessorArguments(file, accessor);
  const taken = argumentsType(args, mayBeEmpty(file.context.model, accessor.data));
  const tagged = `${args === undefined ? "" : `${args} & `}{ ${tagArgument}: string }`;
  return [
    property(connect, `{ arguments: ${taken}; returns: string; oob: false }`),
    property(disconnect, `{ arguments: ${tagged}; returns: void; oob: false }`),
  ];
}

function argumentsType(args: string | undefined, optional: boolean): string {
  if (args === undefined) return "undefined";
  return optional ? `${args} | undefined` : args;
}

function property(name: string, type: string): Property {
  return { name, type, optional: false, comment: [] };
}
