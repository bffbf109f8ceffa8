import { builtinJsonTypes, qTypeValues, type JsonType } from "./builtin-types.js";
import { conjunction, type Condition } from "./conditions.js";
import type {
  Accessor,
  Branch,
  Definition,
  EnumType,
  EnumValue,
  Feature,
  Member,
  Members,
  Model,
  StructType,
  TypeDefinition,
  TypeReference,
  UnionType,
} from "./model.js";

/** Reports whether a definition is a type. Commands, accessors and events share the namespace of the types. */
export function isType(definition: Definition): definition is TypeDefinition {
  const { kind } = definition;
  return kind !== "command" && kind !== "event" && kind !== "accessor";
}

/** Returns the condition under which a definition exists. An accessor exists only where its event exists. */
export function existence(model: Model, definition: Definition): Condition | undefined {
  const event = definition.kind === "accessor" ? model.byName.get(definition.event) : undefined;
  return conjunction(definition.condition, event?.condition);
}

/** A named part of a definition. */
export type Part = Member | EnumValue | Branch;

/** Returns the members, values and branches that a definition lists itself. */
export function partsOf(definition: Definition): readonly Part[] {
  switch (definition.kind) {
    case "enum":
      return definition.values;
    case "union":
      return [...ownMembers(definition), ...definition.branches];
    case "alternate":
      return definition.alternatives;
    case "struct":
    case "command":
    case "event":
    case "accessor":
      return ownMembers(definition);
  }
}

/** How messages refer to a part of a definition. */
export type PartKind = "member" | "value" | "branch";

export function partKind(definition: Definition, part: Part): PartKind {
  if (definition.kind === "enum") return "value";
  return "optional" in part ? "member" : "branch";
}

/** Returns the members that a definition lists itself: not those of its base or of a named type. */
export function ownMembers(definition: Definition): readonly Member[] {
  if (definition.kind === "struct") return definition.members;
  const members =
    "data" in definition ? definition.data : definition.kind === "union" ? definition.base : undefined;
  return members?.kind === "inline" ? members.members : [];
}

/** Returns the features of a definition and of its parts. */
export function featuresOf(definition: Definition): readonly Feature[] {
  const ofParts = partsOf(definition).flatMap((part) => ("features" in part ? part.features : []));
  return [...definition.features, ...ofParts];
}

/** Returns the members of a struct and its bases, those of the outermost base first. */
export function structMembers(model: Model, struct: StructType): readonly Member[] {
  if (struct.base === undefined) return struct.members;
  return [...baseChain(model, struct)].reverse().flatMap((each) => each.members);
}

/** Returns a struct and its bases, the outermost base last. A struct that is its own base is listed once. */
export function baseChain(model: Model, struct: StructType): ReadonlySet<StructType> {
  const chain = new Set<StructType>();
  for (let at: StructType | undefined = struct; at !== undefined && !chain.has(at);) {
    chain.add(at);
    at = at.base === undefined ? undefined : findStruct(model, at.base);
  }
  return chain;
}

function findStruct(model: Model, name: string): StructType | undefined {
  const found = model.byName.get(name);
  return found?.kind === "struct" ? found : undefined;
}

/** Returns the members that do not depend on a discriminator: of a union, only its common members. */
export function commonMembers(model: Model, members: Members): readonly Member[] {
  if (members.kind === "inline") return members.members;
  const type = model.byName.get(members.type);
  if (type?.kind === "struct") return structMembers(model, type);
  if (type?.kind !== "union") return [];
  // The base of a union that names another union is reported as an error.
  if (type.base.kind === "inline") return type.base.members;
  const base = findStruct(model, type.base.type);
  return base === undefined ? [] : structMembers(model, base);
}

/** Reports whether the discriminator is of a type that the schema lacks, or can be a member of a base that it lacks. */
export function hasUnknownDiscriminator(model: Model, { base, discriminator }: UnionType): boolean {
  const type = commonMembers(model, base).find(({ name }) => name === discriminator)?.type;
  if (type !== undefined) return type.kind === "defined" && !isTypeName(model, type.name);
  if (base.kind === "inline") return false;
  const struct = findStruct(model, base.type);
  const chain = struct === undefined ? [] : [...baseChain(model, struct)];
  return struct === undefined || chain.some((each) => each.base && !findStruct(model, each.base));
}

function isTypeName(model: Model, name: string): boolean {
  const found = model.byName.get(name);
  return found !== undefined && isType(found);
}

/** Returns every member that an object of this type can have, including those of all branches of a union. */
export function possibleMembers(model: Model, members: Members): readonly Member[] {
  const found: Member[] = [];
  const seen = new Set<string>();
  // Branches can be unions, to any depth, and several branches can have the same type.
  for (const pending = [members]; ;) {
    const next = pending.pop();
    if (next === undefined) return found;
    const name = next.kind === "named" ? next.type : undefined;
    if (name !== undefined && seen.has(name)) continue;
    if (name !== undefined) seen.add(name);
    for (const member of commonMembers(model, next)) found.push(member);
    const type = name === undefined ? undefined : model.byName.get(name);
    if (type?.kind !== "union") continue;
    for (const branch of type.branches.toReversed()) {
      if (branch.type.kind === "defined") pending.push({ kind: "named", type: branch.type.name });
    }
  }
}

/**
 * Returns the member of this name that an object of this type can have. It is of type `any` if branches of a union have
 * members of this name with different types.
 */
export function possibleMember(model: Model, members: Members, name: string): Member | undefined {
  const [first, ...others] = possibleMembers(model, members).filter((member) => member.name === name);
  if (first === undefined) return undefined;
  const isSame = others.every(({ type }) => JSON.stringify(type) === JSON.stringify(first.type));
  return isSame ? first : { ...first, type: { kind: "builtin", name: "any" } };
}

/**
 * Returns the type of the member at a dotted path, such as `result.status`. Undefined if there is no such member. Any
 * path below a member of type `any` has the type `any`.
 */
export function memberAt(model: Model, members: Members, path: string): TypeReference | undefined {
  let at: Members | undefined = members;
  let type: TypeReference | undefined;
  for (const name of path.split(".")) {
    if (type?.kind === "builtin" && type.name === "any") return type;
    type = at && possibleMember(model, at, name)?.type;
    if (type === undefined) return undefined;
    at = type.kind === "defined" ? { kind: "named", type: type.name } : undefined;
  }
  return type;
}

/**
 * Reports whether every object has the member. One with a condition exists only in some builds: in a pruned model, which
 * is the model of one build, no member has a condition.
 */
export function isMandatory({ optional, condition }: Member): boolean {
  return !optional && condition === undefined;
}

/** Reports whether no member is mandatory, so that a caller may omit the whole object. */
export function mayBeEmpty(model: Model, members: Members): boolean {
  // The discriminator of a union is always mandatory, so checking the common members suffices.
  return !commonMembers(model, members).some(isMandatory);
}

/** Returns the values of a union's discriminator. */
export function discriminatorValues(
  model: Model,
  union: UnionType,
): readonly Pick<EnumValue, "name" | "condition" | "features">[] {
  const type = discriminatorMember(model, union)?.type;
  if (type?.kind === "builtin" && type.name === "QType") {
    return qTypeValues.map((name) => ({ name, condition: undefined, features: [] }));
  }
  return discriminatorType(model, union)?.values ?? [];
}

/** Returns the type of a union's discriminator; undefined if it is a built-in type. */
export function discriminatorType(model: Model, union: UnionType): EnumType | undefined {
  const type = discriminatorMember(model, union)?.type;
  const definition = type?.kind === "defined" ? model.byName.get(type.name) : undefined;
  return definition?.kind === "enum" ? definition : undefined;
}

function discriminatorMember(model: Model, union: UnionType): Member | undefined {
  return commonMembers(model, union.base).find((member) => member.name === union.discriminator);
}

/** Returns the JSON type of every value of a type. Undefined if the values have different JSON types. */
export function jsonTypeOf(model: Model, type: TypeReference): JsonType | undefined {
  if (type.kind === "array") return "array";
  if (type.kind === "builtin") return builtinJsonTypes[type.name];
  const kind = model.byName.get(type.name)?.kind;
  if (kind === "enum") return "string";
  return kind === "struct" || kind === "union" ? "object" : undefined;
}

/** Returns the names of the two commands that an accessor consists of on the wire. */
export function accessorCommands({ name }: Pick<Accessor, "name">): {
  readonly connect: string;
  readonly disconnect: string;
} {
  return { connect: `${name}-connect`, disconnect: `${name}-disconnect` };
}

/** The argument of the disconnect command that identifies the connection. */
export const tagArgument = "tag";

/** Returns the name in a type reference, without the brackets of an array. */
export function nameIn(type: TypeReference): string {
  return type.kind === "array" ? nameIn(type.element) : type.name;
}

/** A use of a type by name, also of a built-in one. */
export interface Reference {
  readonly name: string;
  /** The part or the key that contains the reference. */
  readonly of: Part | "base" | "data" | "returns";
}

/** Returns the types that a definition names. */
export function* references(definition: Definition): Iterable<Reference> {
  if (definition.kind === "struct" && definition.base !== undefined) {
    yield { name: definition.base, of: "base" };
  }
  if (definition.kind === "union" && definition.base.kind === "named") {
    yield { name: definition.base.type, of: "base" };
  }
  if ("data" in definition && definition.data.kind === "named") {
    yield { name: definition.data.type, of: "data" };
  }
  for (const part of partsOf(definition)) {
    if ("type" in part) yield { name: nameIn(part.type), of: part };
  }
  if (definition.kind === "command" && definition.returns) {
    yield { name: nameIn(definition.returns), of: "returns" };
  }
}
