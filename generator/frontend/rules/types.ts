import { quote } from "../../diagnostics/escape.js";
import { suggest } from "../../diagnostics/suggest.js";
import {
  builtinNames,
  commonMembers,
  conditionNames,
  discriminatorValues,
  hasUnknownDiscriminator,
  isBuiltinName,
  isType,
  jsonTypeOf,
  partKind,
  references,
  type Branch,
  type Definition,
  type JsonType,
  type Member,
  type Model,
  type Reference,
  type TypeDefinition,
  type TypeReference,
  type UnionType,
} from "../../model/index.js";
import { eventName } from "../signal-draft.js";
import type { RuleContext, Violation } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Struct types". */
export function* structRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "struct" || definition.base === undefined) return;
  yield* baseRules(definition.base, context);
  if (ownBases(context.model).has(definition.name)) {
    yield {
      code: "recursive-base",
      message: `the base ${quote(definition.base)} makes struct ${quote(definition.name)} its own base`,
      position: context.source.value("base"),
    };
  }
}

/** A base must be a struct. */
function* baseRules(base: string, { model, source }: RuleContext): Iterable<Violation> {
  const kind = kindOfType(model, base);
  if (kind === undefined || kind === "struct") return;
  const message = `the base ${quote(base)} must be a struct; it is ${describeKind(kind)}`;
  yield { code: "bad-base", message, position: source.value("base") };
}

const ownBasesOf = new WeakMap<Model, ReadonlySet<string>>();

/** Returns the structs that are their own base, directly or through other structs. */
function ownBases(model: Model): ReadonlySet<string> {
  const known = ownBasesOf.get(model);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const done = new Set<string>();
  for (const { name } of model.definitions) {
    const path = new Set<string>();
    let at: string | undefined = name;
    for (; at !== undefined && !done.has(at) && !path.has(at); at = baseOf(model, at)) path.add(at);
    // The path ends in a cycle if it meets itself.
    if (at !== undefined && path.has(at)) {
      const names = [...path];
      for (const each of names.slice(names.indexOf(at))) found.add(each);
    }
    for (const each of path) done.add(each);
  }
  ownBasesOf.set(model, found);
  return found;
}

function baseOf(model: Model, name: string): string | undefined {
  const type = findType(model, name);
  return type?.kind === "struct" ? type.base : undefined;
}

/** docs/devel/qapi-code-gen.rst, "Union types". */
export function* unionRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "union") return;
  if (definition.base.kind === "named") yield* baseRules(definition.base.type, context);
  if (hasUnknownDiscriminator(context.model, definition)) return;
  const violations = [...discriminatorRules(definition, context)];
  yield* violations;
  if (violations.length > 0) return;
  yield* branchNameRules(definition, context);
  for (const branch of definition.branches) yield* branchTypeRules(branch, context);
}

function* branchNameRules(
  union: UnionType,
  { model, source, findClosest }: RuleContext,
): Iterable<Violation> {
  const values = discriminatorValues(model, union).map(({ name }) => name);
  if (values.length === 0 && union.branches.length === 0) {
    const message = `the discriminator ${quote(union.discriminator)} has no values, so the union has no branches`;
    yield { code: "no-branches", message, position: source.value("discriminator") };
  }
  const known = new Set(values);
  for (const { name, position } of union.branches) {
    if (known.has(name)) continue;
    const message = `branch ${quote(name)} is not a value of the discriminator ${quote(union.discriminator)}`;
    yield { code: "unknown-branch", message, position, ...suggest(name, values, findClosest) };
  }
}

function* discriminatorRules(
  { base, discriminator }: UnionType,
  { model, source, findClosest }: RuleContext,
): Iterable<Violation> {
  const members = commonMembers(model, base);
  const member = members.find(({ name }) => name === discriminator);
  const problem = member ? discriminatorProblem(model, member) : "is not a member of the base";
  if (problem === undefined) return;
  const names = members.map(({ name }) => name);
  const closest = member ? undefined : findClosest(discriminator, names);
  yield {
    code: "bad-discriminator",
    message: `the discriminator ${quote(discriminator)} ${problem}`,
    position: source.value("discriminator"),
    help:
      closest === undefined
        ? "name a mandatory, unconditional member of the base that has an enum type"
        : `did you mean ${quote(closest)}?`,
  };
}

function discriminatorProblem(model: Model, member: Member): string | undefined {
  if (!hasEnumType(model, member))
    return `has the type ${quote(typeText(member.type))}, which is not an enum`;
  if (member.optional) return "is optional";
  return member.condition ? "is conditional" : undefined;
}

function hasEnumType(model: Model, { type }: Member): boolean {
  if (type.kind === "builtin") return type.name === "QType";
  return type.kind === "defined" && findType(model, type.name)?.kind === "enum";
}

function* branchTypeRules({ name, type, position }: Branch, { model }: RuleContext): Iterable<Violation> {
  const kind = type.kind === "array" ? "array" : kindOfType(model, type.name);
  if (kind === undefined || kind === "struct" || kind === "union") return;
  const description = kind === "array" ? "an array" : describeKind(kind);
  const message = `branch ${quote(name)} must be a struct or a union; its type ${quote(typeText(type))} is ${description}`;
  yield { code: "bad-branch", message, position };
}

/** docs/devel/qapi-code-gen.rst, "Alternate types". */
export function* alternateRules(definition: Definition, { model, source }: RuleContext): Iterable<Violation> {
  if (definition.kind !== "alternate") return;
  if (definition.alternatives.length === 0) {
    const message = `"data" of alternate ${quote(definition.name)} must list at least one branch`;
    yield { code: "no-branches", message, position: source.key("data") };
  }
  const taken = new Map<JsonType, Branch>();
  for (const branch of definition.alternatives) {
    const jsonTypes = jsonTypesOf(model, branch.type);
    if (jsonTypes.length === 0) {
      yield* ambiguousType(model, branch);
      continue;
    }
    const other = jsonTypes.flatMap((each) => taken.get(each) ?? [])[0];
    if (other !== undefined) yield indistinct(branch, other);
    for (const each of jsonTypes) taken.set(each, branch);
  }
}

function indistinct(branch: Branch, other: Branch): Violation {
  return {
    code: "indistinct-branches",
    message: `branch ${describe(branch)} cannot be distinguished from branch ${describe(other)}`,
    position: branch.position,
    help: "the values of different branches must have different JSON types",
  };
}

function describe({ name, type }: Branch): string {
  return `${quote(name)} of type ${quote(typeText(type))}`;
}

/** A branch of type `any`, or of another alternate, does not determine a JSON type. */
function* ambiguousType(model: Model, branch: Branch): Iterable<Violation> {
  const { type, position } = branch;
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (type.kind === "defined" && !found) return;
  const reason = found ? "which is an alternate" : "which permits every value";
  yield {
    code: "bad-branch",
    message: `branch ${describe(branch)}, ${reason}, cannot be distinguished from other branches`,
    position,
  };
}

/**
 * The JSON types that a branch occupies. On a command line, where every value is a string, a string cannot be
 * distinguished from a number or a boolean, and an enum only if no value of it looks like one.
 */
function jsonTypesOf(model: Model, type: TypeReference): readonly JsonType[] {
  const jsonType = jsonTypeOf(model, type);
  if (jsonType === undefined) return [];
  if (jsonType !== "string") return [jsonType];
  if (type.kind === "builtin" && type.name === "QType") return ["string"];
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (found?.kind !== "enum") return ["string", "number", "boolean"];
  const values = found.values.map(({ name }) => name);
  return [
    "string",
    ...(values.some((value) => /^[-+0-9.]/.test(value)) ? (["number"] as const) : []),
    ...(values.some((value) => value === "on" || value === "off") ? (["boolean"] as const) : []),
  ];
}

/** The schema must define every type that a definition uses. */
export function* referenceRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  const { model, whole, source } = context;
  for (const { name, of } of references(definition)) {
    if (kindOfType(model, name) !== undefined) continue;
    const { position, text = name } = source.type(of);
    const use = describeUse(definition, quote(text), of);
    if (whole !== undefined) {
      const message = `${use} does not exist with these conditions`;
      yield { code: "unknown-type", message, position, ...existenceHelp(whole, name) };
      continue;
    }
    const other = model.byName.get(name) ?? model.byName.get(eventName(name) ?? "");
    yield {
      code: "unknown-type",
      message: other ? `${use} is ${describeKind(other.kind)}, not a type` : `${use} is not defined`,
      position,
      help: other ? "name a struct, union, enum, alternate or built-in type" : definitionHelp(text, context),
    };
  }
}

/** Returns a type and where a definition uses it: `the type "Foo" of member "a"`. */
function describeUse(definition: Definition, type: string, of: Reference["of"]): string {
  switch (of) {
    case "base":
    case "data":
      return `the ${of} ${type}`;
    case "returns":
      return `the return type ${type}`;
    default:
      return `the type ${type} of ${partKind(definition, of)} ${quote(of.name)}`;
  }
}

/** Returns how to correct the use of a type that only some builds have. */
function existenceHelp(whole: Model, type: string): { readonly help?: string } {
  const condition = whole.byName.get(type)?.condition;
  if (condition === undefined) return {};
  const names = [...new Set(conditionNames(condition))].map(quote).join(", ");
  return { help: `give this use the condition of ${quote(type)}, which depends on ${names}` };
}

function definitionHelp(type: string, { model, findClosest }: RuleContext): string {
  const closest = findClosest(type, typeNames(model));
  return closest === undefined
    ? "define it, or include the file that defines it"
    : `did you mean ${quote(closest)}?`;
}

const namesOfTypes = new WeakMap<Model, readonly string[]>();

function typeNames(model: Model): readonly string[] {
  const known = namesOfTypes.get(model);
  if (known !== undefined) return known;
  const names = [...model.definitions.filter(isType).map(({ name }) => name), ...builtinNames];
  namesOfTypes.set(model, names);
  return names;
}

/** Returns the type with this name. Commands, accessors and events share the namespace but are not types. */
function findType(model: Model, name: string): TypeDefinition | undefined {
  const found = model.byName.get(name);
  return found !== undefined && isType(found) ? found : undefined;
}

/** Returns the kind of the type with this name. Undefined for an unknown type, which only `referenceRules` reports. */
export function kindOfType(model: Model, name: string): TypeDefinition["kind"] | "built-in type" | undefined {
  return isBuiltinName(name) ? "built-in type" : findType(model, name)?.kind;
}

/** Returns the kind of the type with this name for a message: `an enum`. */
export function describeKind(kind: NonNullable<ReturnType<typeof kindOfType>> | Definition["kind"]): string {
  return /^[aeiou]/.test(kind) && kind !== "union" ? `an ${kind}` : `a ${kind}`;
}

/** Returns a type reference for a message: `Name` or `[ Name ]`. */
function typeText(type: TypeReference): string {
  return type.kind === "array" ? `[ ${typeText(type.element)} ]` : type.name;
}
