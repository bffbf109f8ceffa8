import {
  accessorCommands,
  mayBeEmpty,
  tagArgument,
  type Accessor,
  type Command,
  type Module,
} from "../model/index.js";
import { completionDeclarations, type Signature } from "./completions.js";
import { describeDefinition, describeTags } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, Parameter, Property } from "./file.js";
import { stringLiteral } from "./literal.js";
import { properties } from "./types/members.js";

/** A module's commands: the arguments of each, a function for each, and the map of them all. */
export function commandDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  const commands = module.definitions.filter((each) => each.kind === "command");
  const accessors = module.definitions.filter((each) => each.kind === "accessor");
  return [
    ...commands.flatMap((command) => commandDeclaration(file, command)),
    {
      kind: "interface",
      name: file.context.names.of("commands", module.name),
      comment: ["The commands of this module by their names on the wire."],
      extends: [],
      properties: [
        ...commands.map((command) => mapEntry(file, command)),
        ...accessors.flatMap((accessor) => accessorEntries(file, accessor)),
      ],
      open: false,
    },
  ];
}

function commandDeclaration(file: FileBuilder, command: Command): readonly Declaration[] {
  return [
    ...argumentsDeclaration(file, command),
    functionDeclaration(file, command),
    ...completionDeclarations(file, command, signature(file, command)),
  ];
}

function argumentsDeclaration(file: FileBuilder, command: Command): readonly Declaration[] {
  const { names, model } = file.context;
  const name = names.find("arguments", command.name);
  if (name === undefined) return [];
  const comment = [
    `Arguments of {@link ${names.of("command", command.name)}}.`,
    ...describeTags(file.context, command),
  ];
  const { data } = command;
  const open = !command.gen;
  if (data.kind === "inline") {
    const own = properties(file, command, data.members);
    return [{ kind: "interface", name, comment, extends: [], properties: own, open }];
  }
  const type = file.named(data.type);
  return model.byName.get(data.type)?.kind === "union"
    ? [{ kind: "alias", name, comment, type: `${type} & { [name: string]: unknown }` }]
    : [{ kind: "interface", name, comment, extends: [type], properties: [], open }];
}

function signature(file: FileBuilder, command: Command): Signature {
  const { names, model } = file.context;
  const own = names.find("arguments", command.name);
  const args = own ?? (command.data.kind === "named" ? file.named(command.data.type) : undefined);
  const returns = command.returns === undefined ? "void" : file.type(command.returns);
  return { args, optional: mayBeEmpty(model, command.data), returns };
}

function functionDeclaration(file: FileBuilder, command: Command): Declaration {
  const { args, optional, returns } = signature(file, command);
  const given = args === undefined ? "undefined" : "args";
  const options = command.successResponse ? "options" : "{ ...options, reply: false }";
  return {
    kind: "function",
    name: file.context.names.of("command", command.name),
    comment: describeDefinition(file.context, command),
    parameters: [
      { name: "session", type: file.runtime("Session"), optional: false },
      ...(args === undefined ? [] : [{ name: "args", type: args, optional }]),
      optionsParameter(file, command),
    ],
    returns: `Promise<${returns}>`,
    expression: `session.call(${stringLiteral(command.name)}, ${given}, ${options})`,
  };
}

function optionsParameter(file: FileBuilder, command: Command): Parameter {
  const type = file.runtime(command.allowOob ? "OobCallOptions" : "CallOptions");
  return { name: "options", type, optional: true };
}

function mapEntry(file: FileBuilder, command: Command): Property {
  const { args, optional, returns } = signature(file, command);
  const members = [
    `arguments: ${args === undefined ? "undefined" : optional ? `${args} | undefined` : args}`,
    `returns: ${returns}`,
    `oob: ${command.allowOob}`,
    ...(command.successResponse ? [] : ["reply: false"]),
  ];
  return { name: command.name, type: `{ ${members.join("; ")} }`, optional: false, comment: [] };
}

/** The two commands that an accessor is on the wire. */
function accessorEntries(file: FileBuilder, accessor: Accessor): readonly Property[] {
  const { connect, disconnect } = accessorCommands(accessor);
  const { args, optional } = accessorArguments(file, accessor);
  const taken = args === undefined ? "undefined" : optional ? `${args} | undefined` : args;
  const tagged = `${args === undefined ? "" : `${args} & `}{ ${tagArgument}: string }`;
  const entry = (name: string, taken: string, returns: string): Property => ({
    name,
    type: `{ arguments: ${taken}; returns: ${returns}; oob: false }`,
    optional: false,
    comment: [],
  });
  return [entry(connect, taken, "string"), entry(disconnect, tagged, "void")];
}

function accessorArguments(file: FileBuilder, accessor: Accessor): Omit<Signature, "returns"> {
  const { names, model } = file.context;
  const optional = mayBeEmpty(model, accessor.data);
  if (accessor.data.kind === "named") return { args: file.named(accessor.data.type), optional };
  const own = names.find("accessorArguments", accessor.name);
  return {
    args: own === undefined ? undefined : file.part(accessor, "events", "accessorArguments"),
    optional,
  };
}
