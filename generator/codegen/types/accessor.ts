import type { Accessor, AnnotatedAccessor, Event } from "../../model/index.js";
import type { FileBuilder } from "../file-builder.js";
import type { Declaration, InterfaceDeclaration, Property } from "../file.js";
import { codeSpan } from "../tsdoc/code.js";
import { properties } from "./members.js";

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
  const comment = [`Selects the events of the accessor ${codeSpan(accessor)}.`];
  return { kind: "interface", name, comment, extends: [], properties: members, open: false };
}
