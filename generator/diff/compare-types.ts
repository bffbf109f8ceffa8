import { inTypeScript, isInteger, rangeChange } from "./builtins.js";
import { change, same, together, type Comparison, type Sides, type Site } from "./comparison.js";
import type { AlternateShape, Builtin, Shape, Type } from "./interface.js";
import { jsonKind, typeWords } from "./json-kind.js";
import type { ChangeKind } from "./kinds.js";

/** Compares two uses of types; what the types have within is left to steps. */
export function compareTypes(old: Type, now: Type, at: Site, sides: Sides): Comparison {
  if (old.kind === "array" && now.kind === "array") {
    return compareTypes(old.element, now.element, { ...at, path: `${at.path}[]` }, sides);
  }
  if (old.kind === "builtin" && now.kind === "builtin") return compareBuiltins(old.name, now.name, at);
  const [oldShape, newShape] = [shapeOf(old, sides.old), shapeOf(now, sides.new)];
  if (oldShape && newShape && oldShape.kind === newShape.kind) {
    return { changes: [], steps: [{ path: at.path, marks: at.marks, old: oldShape, new: newShape }] };
  }
  return compareKinds(old, now, at, sides);
}

function shapeOf(type: Type, find: (id: string) => Shape): Shape | undefined {
  return type.kind === "shape" ? find(type.id) : undefined;
}

function compareBuiltins(old: Builtin, now: Builtin, at: Site): Comparison {
  if (old === now) return same;
  const kind = builtinChange(old, now);
  return kind === undefined ? same : change(kind, at, { old, new: now, types: inTypeScript(old, now) });
}

function builtinChange(old: Builtin, now: Builtin): ChangeKind | undefined {
  if (isInteger(old) && isInteger(now)) return rangeChange(old, now);
  if (now === "any" || (isInteger(old) && now === "number")) return "type-widened";
  if (old === "any" || (isInteger(now) && old === "number")) return "type-narrowed";
  return "type-changed";
}

/** Types of different kinds. Of an alternate, the alternative that looks like the other type is that type's heir. */
function compareKinds(old: Type, now: Type, at: Site, sides: Sides): Comparison {
  const [oldAlternate, newAlternate] = [alternateOf(old, sides.old), alternateOf(now, sides.new)];
  const words = { old: typeWords(old, sides.old), new: typeWords(now, sides.new) };
  if (isAny(now)) return change("type-widened", at, words);
  if (isAny(old)) return change("type-narrowed", at, words);
  const [oldKind, newKind] = [jsonKind(old, sides.old), jsonKind(now, sides.new)];
  const heir = newAlternate && alternativeLike(oldKind, newAlternate, sides.new);
  if (heir) return together(change("type-widened", at, words), compareTypes(old, heir, at, sides));
  const ancestor = oldAlternate && alternativeLike(newKind, oldAlternate, sides.old);
  if (ancestor) return together(change("type-narrowed", at, words), compareTypes(ancestor, now, at, sides));
  if (oldKind === "string" && newKind === "string") {
    return change(now.kind === "builtin" ? "enum-opened" : "enum-closed", at, words);
  }
  return change("type-changed", at, words);
}

function isAny(type: Type): boolean {
  return type.kind === "builtin" && type.name === "any";
}

function alternateOf(type: Type, find: (id: string) => Shape): AlternateShape | undefined {
  const shape = shapeOf(type, find);
  return shape?.kind === "alternate" ? shape : undefined;
}

function alternativeLike(
  kind: string,
  { alternatives }: AlternateShape,
  find: (id: string) => Shape,
): Type | undefined {
  return alternatives.find((type) => jsonKind(type, find) === kind);
}
