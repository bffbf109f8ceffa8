import type { Condition } from "./condition.js";
import type {
  Accessor,
  Definition,
  EnumValue,
  Member,
  Members,
  Model,
  StructType,
  TypeDefinition,
  TypeReference,
  UnionType,
} from "./model.js";

/** The language's own enumeration of the kinds of a JSON value. */
export const qTypeValues = ["none", "qnull", "qnum", "qstring", "qdict", "qlist", "qbool"] as const;

/** A struct's own members and its bases', the outermost base's first. */
export function structMembers(model: Model, struct: StructType): readonly Member[] {
  const chain: StructType[] = [];
  for (let at: StructType | undefined = struct; at !== undefined && !chain.includes(at);) {
    chain.unshift(at);
    at = at.base === undefined ? undefined : findStruct(model, at.base);
  }
  return chain.flatMap((each) => each.members);
}

/**
 * The members that are there whatever a discriminator says: of an inline list, of a struct with its bases, of a
 * union's common part.
 */
export function commonMembers(model: Model, members: Members): readonly Member[] {
  if (members.kind === "inline") return members.members;
  const type = model.byName.get(members.type);
  if (type?.kind === "struct") return structMembers(model, type);
  return type?.kind === "union" ? commonMembers(model, type.base) : [];
}

/** Whether a value without any member is one: then the whole may be left out. */
export function mayBeEmpty(model: Model, members: Members): boolean {
  // A union's discriminator is never optional, so its common members answer for it.
  return commonMembers(model, members).every((member) => member.optional);
}

/** The values that a union's discriminator can have, with what the schema says of each. */
export function discriminatorValues(
  model: Model,
  union: UnionType,
): readonly Pick<EnumValue, "name" | "condition" | "features">[] {
  const type = commonMembers(model, union.base).find((member) => member.name === union.discriminator)?.type;
  return type === undefined ? [] : enumerationValues(model, type);
}

function enumerationValues(
  model: Model,
  type: TypeReference,
): readonly Pick<EnumValue, "name" | "condition" | "features">[] {
  if (type.kind === "builtin" && type.name === "QType") {
    return qTypeValues.map((name) => ({ name, condition: undefined, features: [] }));
  }
  const definition = type.kind === "defined" ? model.byName.get(type.name) : undefined;
  return definition?.kind === "enum" ? definition.values : [];
}

function findStruct(model: Model, name: string): StructType | undefined {
  const found = model.byName.get(name);
  return found?.kind === "struct" ? found : undefined;
}

/** The two commands that an accessor is on the wire. */
export function accessorCommands({ name }: Pick<Accessor, "name">): {
  readonly connect: string;
  readonly disconnect: string;
} {
  return { connect: `${name}-connect`, disconnect: `${name}-disconnect` };
}

/** The argument by which the second of them says which connection is meant. */
export const tagArgument = "tag";

/** Commands, accessors and events share the name space of the types. */
export function isType(definition: Definition): definition is TypeDefinition {
  const { kind } = definition;
  return kind !== "command" && kind !== "event" && kind !== "accessor";
}

/** When a definition exists: an accessor is nothing without its event. */
export function existence(model: Model, definition: Definition): Condition | undefined {
  const { condition } = definition;
  const event = definition.kind === "accessor" ? model.byName.get(definition.event) : undefined;
  const needed = event?.condition;
  if (condition === undefined || needed === undefined) return condition ?? needed;
  return { kind: "all", conditions: [condition, needed] };
}
