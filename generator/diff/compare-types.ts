import {
  integerRanges,
  isExactInNumber,
  isIntegerName,
  type IntegerName,
  type IntegerRange,
} from "../model/index.js";
import type { ChangeKind, Direction, Effect } from "./change-kinds.js";
import { change, combine, unchanged, type Comparison, type Location, type Lookups } from "./comparison.js";
import type { AlternateShape, Builtin, Shape, ShapeLookup, Type } from "./interface.js";

/** Compares the types of one place. Pairs of enums, objects or alternates become references. */
export function compareTypes(before: Type, after: Type, at: Location, lookups: Lookups): Comparison {
  if (before.kind === "array" && after.kind === "array") {
    return compareTypes(before.element, after.element, { ...at, path: `${at.path}[]` }, lookups);
  }
  if (before.kind === "builtin" && after.kind === "builtin") {
    return compareBuiltins(before.name, after.name, at);
  }
  const [oldShape, newShape] = [shapeOf(before, lookups.old), shapeOf(after, lookups.new)];
  if (oldShape && newShape && oldShape.kind === newShape.kind) {
    const reference = { path: at.path, stability: at.stability, old: oldShape, new: newShape };
    return { changes: [], references: [reference] };
  }
  return compareKinds(before, after, at, lookups);
}

function shapeOf(type: Type, lookup: ShapeLookup): Shape | undefined {
  return type.kind === "shape" ? lookup(type.id) : undefined;
}

function compareBuiltins(before: Builtin, after: Builtin, at: Location): Comparison {
  const kind = before === after ? undefined : builtinChange(before, after);
  if (kind === undefined) return unchanged;
  return change(kind, at, { old: before, new: after, types: effectOnTypeScript(before, after) });
}

function builtinChange(before: Builtin, after: Builtin): ChangeKind | undefined {
  if (isInteger(before) && isInteger(after)) return rangeChange(before, after);
  if (after === "any" || (isInteger(before) && after === "number")) return "type-widened";
  if (before === "any" || (isInteger(after) && before === "number")) return "type-narrowed";
  return "type-changed";
}

function isInteger(name: Builtin): name is IntegerName | "integer" {
  return name === "integer" || isIntegerName(name);
}

/** Compares integer ranges; undefined if they are equal or one of them is unknown. */
function rangeChange(
  before: IntegerName | "integer",
  after: IntegerName | "integer",
): ChangeKind | undefined {
  if (before === "integer" || after === "integer") return undefined;
  const [oldRange, newRange] = [integerRanges[before], integerRanges[after]];
  const isWider = includes(newRange, oldRange);
  const isNarrower = includes(oldRange, newRange);
  if (isWider && isNarrower) return undefined;
  return isWider ? "range-widened" : isNarrower ? "range-narrowed" : "range-changed";
}

function includes(outer: IntegerRange, inner: IntegerRange): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** Several built-in types have the same TypeScript type, so a change on the wire may not affect code. */
function effectOnTypeScript(before: Builtin, after: Builtin): Readonly<Record<Direction, Effect>> {
  const accepts = (target: Builtin, source: Builtin): Effect =>
    target === "any" || typeScriptTypes(source).every((type) => typeScriptTypes(target).includes(type))
      ? "compatible"
      : "breaks";
  return { sent: accepts(after, before), received: accepts(before, after) };
}

/** Mirrors the emitted types: an integer that may exceed a double's exact range is `number | bigint`. */
function typeScriptTypes(name: Builtin): readonly string[] {
  if (name === "integer") return ["number", "bigint"];
  if (!isInteger(name)) return [name];
  return isExactInNumber(integerRanges[name]) ? ["number"] : ["number", "bigint"];
}

/**
 * Compares types of different kinds. An alternate that replaces a type widens it if one of its alternatives has the
 * same JSON type; that alternative is then compared with the replaced type.
 */
function compareKinds(before: Type, after: Type, at: Location, lookups: Lookups): Comparison {
  const details = { old: describeType(before, lookups.old), new: describeType(after, lookups.new) };
  if (isAny(after)) return change("type-widened", at, details);
  if (isAny(before)) return change("type-narrowed", at, details);
  const [oldKind, newKind] = [jsonKind(before, lookups.old), jsonKind(after, lookups.new)];
  const newAlternative = alternativeOfKind(oldKind, alternateOf(after, lookups.new), lookups.new);
  if (newAlternative) {
    return combine(change("type-widened", at, details), compareTypes(before, newAlternative, at, lookups));
  }
  const oldAlternative = alternativeOfKind(newKind, alternateOf(before, lookups.old), lookups.old);
  if (oldAlternative) {
    return combine(change("type-narrowed", at, details), compareTypes(oldAlternative, after, at, lookups));
  }
  if (oldKind === "string" && newKind === "string") {
    return change(after.kind === "builtin" ? "enum-opened" : "enum-closed", at, details);
  }
  return change("type-changed", at, details);
}

function isAny(type: Type): boolean {
  return type.kind === "builtin" && type.name === "any";
}

function alternateOf(type: Type, lookup: ShapeLookup): AlternateShape | undefined {
  const shape = shapeOf(type, lookup);
  return shape?.kind === "alternate" ? shape : undefined;
}

function alternativeOfKind(
  kind: string,
  alternate: AlternateShape | undefined,
  lookup: ShapeLookup,
): Type | undefined {
  return alternate?.alternatives.find((type) => jsonKind(type, lookup) === kind);
}

/** Returns the JSON type of a type's values, as far as it distinguishes the alternatives of an alternate. */
export function jsonKind(type: Type, lookup: ShapeLookup): string {
  switch (type.kind) {
    case "array":
      return "array";
    case "builtin":
      if (isInteger(type.name)) return "number";
      return type.name === "str" ? "string" : type.name;
    case "shape": {
      const { kind } = lookup(type.id);
      return kind === "enum" ? "string" : kind;
    }
  }
}

/** Returns the text for a type in a report; a masked type has only its kind. */
export function describeType(type: Type, lookup: ShapeLookup): string {
  switch (type.kind) {
    case "array":
      return `[${describeType(type.element, lookup)}]`;
    case "builtin":
      return type.name === "integer" ? "int" : type.name;
    case "shape": {
      const { kind, name } = lookup(type.id);
      return name === undefined ? kind : `${kind} ${name}`;
    }
  }
}
