import { quote } from "../../diagnostics/escape.js";
import {
  builtinNames,
  isBuiltinName,
  isType,
  partKind,
  partsOf,
  type Definition,
  type Model,
  type Part,
  type TypeDefinition,
  type TypeReference,
} from "../../model/index.js";
import { eventName } from "../signal-draft.js";
import type { RuleContext, Violation } from "./rule.js";

/** The schema must define every type that a definition uses. */
export function* referenceRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  const { model, source } = context;
  for (const { name, of } of references(definition)) {
    if (kindOfType(model, name) !== undefined) continue;
    const other = model.byName.get(name) ?? model.byName.get(eventName(name) ?? "");
    const { position, text = name } = source.type(of);
    const use = describeUse(definition, quote(text), of);
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
export function findType(model: Model, name: string): TypeDefinition | undefined {
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
export function typeText(type: TypeReference): string {
  return type.kind === "array" ? `[ ${typeText(type.element)} ]` : type.name;
}

/** Returns the name in a type reference, without the brackets of an array. */
export function nameIn(type: TypeReference): string {
  return type.kind === "array" ? nameIn(type.element) : type.name;
}

interface Reference {
  readonly name: string;
  /** The part or the key that contains the reference. */
  readonly of: Part | "base" | "data" | "returns";
}

function* references(definition: Definition): Iterable<Reference> {
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
