import { mayBeEmpty, type Command } from "../../model/index.js";
import { describeTags } from "../describe.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration } from "../file.js";
import { properties } from "./members.js";

/** The types of a command's function. */
export interface Signature {
  /** The type of the arguments; undefined for a command without arguments. */
  readonly args: string | undefined;
  /** Whether the arguments can be omitted. */
  readonly optional: boolean;
  readonly returns: string;
}

/** Returns the types of a command's function, and imports them into the file. */
export function signature(file: FileBuilder, command: Command): Signature {
  const { names, model } = file.context;
  const hasOwn = names.find("arguments", command.name) !== undefined;
  const named = command.data.kind === "named" ? file.named(command.data.type) : undefined;
  return {
    args: hasOwn ? file.declared(command, "arguments") : named,
    optional: mayBeEmpty(model, command.data),
    returns: command.returns === undefined ? "void" : file.type(command.returns),
  };
}

/** Declares the type of a command's arguments, unless the schema names it. */
export function argumentsDeclaration(file: FileBuilder, command: Command): readonly Declaration[] {
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
