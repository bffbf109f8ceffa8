import { builtinJsonTypes, integerRanges, isIntegerName, qTypeValues } from "../builtin-types.js";
import type { Model, TypeReference } from "../model.js";

/** A value that an annotations file can state. */
export type Constant = string | number | boolean;

/** Reports whether a constant is a value of a type. An integer that a double rounds is not. */
export function isValueOf(model: Model, type: TypeReference, value: Constant): boolean {
  if (type.kind === "array") return false;
  if (type.kind === "builtin") return isBuiltinValue(type.name, value);
  const found = model.byName.get(type.name);
  if (found?.kind === "enum") return found.values.some(({ name }) => name === value);
  if (found?.kind !== "alternate") return false;
  return found.alternatives.some((branch) => isValueOf(model, branch.type, value));
}

function isBuiltinValue(name: keyof typeof builtinJsonTypes, value: Constant): boolean {
  if (isIntegerName(name)) {
    const [low, high] = integerRanges[name];
    return Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high;
  }
  if (name === "QType") return qTypeValues.some((each) => each === value);
  return name === "any" || builtinJsonTypes[name] === typeof value;
}
