import {
  type Accessor,
  type AnnotatedAccessor,
  type Command,
  type Definition,
  type Event,
  isMandatory,
  mayBeEmpty,
  type Member,
} from "../model/index.js";
import { describeDefinition, describePart, describeTags } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, InterfaceDeclaration, Property } from "./file.js";
import { codeSpan } from "./tsdoc/inline.js";

/** The types of a command's function. */
interface Signature {
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
  const named = (): string | undefined =>
    command.data.kind === "named" ? file.named(command.data.type) : undefined;
  return {
    args: hasOwn ? file.declared(command, "arguments") : named(),
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

/** Returns the type of an event's data, and imports it into the file. */
export function dataType(file: FileBuilder, event: Event): string {
  if (event.data.kind === "named") return file.named(event.data.type);
  return file.context.names.find("event", event.name) === undefined
    ? "undefined"
    : file.declared(event, "event");
}

/** Declares the type of an event's data, unless the schema names it. */
export function dataDeclaration(file: FileBuilder, event: Event): readonly Declaration[] {
  const name = file.context.names.find("event", event.name);
  if (name === undefined || event.data.kind === "named") return [];
  return [
    {
      kind: "interface",
      name,
      comment: describeDefinition(file.context, event),
      extends: [],
      properties: properties(file, event, event.data.members),
      open: false,
    },
  ];
}

/** Returns the type of an accessor's arguments and imports it into the file; undefined for an accessor without arguments. */
export function accessorArguments(file: FileBuilder, accessor: Accessor): string | undefined {
  if (accessor.data.kind === "named") return file.named(accessor.data.type);
  return file.context.names.find("accessorArguments", accessor.name) === undefined
    ? undefined
    : file.declared(accessor, "accessorArguments");
}

/** Declares the type of an accessor's arguments, unless the schema names it. */
export function accessorArgumentsDeclaration(file: FileBuilder, accessor: Accessor): readonly Declaration[] {
  const name = file.context.names.find("accessorArguments", accessor.name);
  if (name === undefined || accessor.data.kind === "named") return [];
  return [argumentsInterface(name, accessor.name, properties(file, accessor, accessor.data.members))];
}

/** Declares the types of the arguments of the annotated accessors over an event. */
export function annotatedArgumentsDeclarations(file: FileBuilder, event: Event): readonly Declaration[] {
  const { annotations, names } = file.context;
  const accessors = annotations.accessors.filter((each) => each.event === event.name);
  return accessors.map((accessor) =>
    argumentsInterface(
      names.of("accessorArguments", accessor.name),
      accessor.name,
      accessor.arguments.map((argument) => argumentProperty(file, argument)),
    ),
  );
}

function argumentProperty(
  file: FileBuilder,
  { name, member, type, optional }: AnnotatedAccessor["arguments"][number],
): Property {
  const comment = [`Selects events whose ${codeSpan(member)} equals this value.`];
  return { name, type: file.type(type), optional, comment };
}

function argumentsInterface(
  name: string,
  accessor: string,
  members: readonly Property[],
): InterfaceDeclaration {
  const comment = [`Arguments of the accessor ${codeSpan(accessor)}.`];
  return { kind: "interface", name, comment, extends: [], properties: members, open: false };
}

/** Returns members as properties, with their documentation in the definition. */
export function properties(
  file: FileBuilder,
  definition: Definition,
  members: readonly Member[],
): readonly Property[] {
  const base64 = file.context.annotations.base64.get(definition.name);
  return members.map((member) => {
    const isBytes = base64?.has(member.name) === true;
    const comment = describePart(file.context, definition, member);
    return {
      name: member.name,
      type: isBytes ? "Uint8Array" : file.type(member.type),
      optional: !isMandatory(member),
      comment: isBytes ? [...comment, bytes(file)] : comment,
    };
  });
}

/** A session without the protocol's descriptor does not convert the member. */
function bytes({ context }: FileBuilder): string {
  const descriptor = context.names.of("protocol", "descriptor");
  return `Base64 on the wire, converted by a session that is connected with {@link ${descriptor}}.`;
}
