import type { BuiltinName } from "../model/index.js";
import type { RuntimeType } from "./runtime-symbols.js";

/** Who gives the identifiers, and imports them. */
interface Identifiers {
  runtime(symbol: RuntimeType): string;
  named(name: string): string;
}

/** What a predefined type is in TypeScript. Integers that a double cannot hold have types of the runtime. */
export function builtinType(name: BuiltinName, file: Identifiers): string {
  switch (name) {
    case "str":
      return "string";
    case "bool":
      return "boolean";
    case "null":
      return "null";
    case "any":
      return "unknown";
    case "int":
    case "int64":
      return file.runtime("Int64");
    case "uint64":
    case "size":
      return file.runtime("Uint64");
    case "number":
    case "int8":
    case "int16":
    case "int32":
    case "uint8":
    case "uint16":
    case "uint32":
      return "number";
    case "QType":
      return file.named(name);
  }
}
