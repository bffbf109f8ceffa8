import { qTypeValues, type BuiltinName } from "../model/index.js";
import type { Direction, JsonSchema } from "./types.js";

/**
 * QEMU takes negative numbers for unsigned ones of 64 bits: it always did, and programs rely on it. The narrower
 * ones it does not.
 */
const sentUnsigned = "uint64-or-negative";

export function builtinSchema(name: BuiltinName, direction: Direction): JsonSchema {
  switch (name) {
    case "str":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "null":
      return { type: "null" };
    case "number":
      return { numeric: true };
    case "any":
      return {};
    case "QType":
      return direction === "received" ? { type: "string" } : { among: qTypeValues };
    case "int":
      return { integer: "int64" };
    case "size":
    case "uint64":
      return { integer: direction === "received" ? "uint64" : sentUnsigned };
    case "int8":
    case "int16":
    case "int32":
    case "int64":
    case "uint8":
    case "uint16":
    case "uint32":
      return { integer: name };
  }
}
