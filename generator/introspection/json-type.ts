import type { TypeInfo } from "./schema-info.js";

/** Returns the JSON type of a type's values, which distinguishes the alternatives of an alternate. */
export function jsonTypeOfInfo(info: TypeInfo): string {
  switch (info["meta-type"]) {
    case "builtin":
      return jsonTypes.get(info.name) ?? info.name;
    case "enum":
      return "string";
    case "object":
    case "array":
    case "alternate":
      return info["meta-type"];
  }
}

const jsonTypes: ReadonlyMap<string, string> = new Map([
  ["str", "string"],
  ["int", "number"],
  ["bool", "boolean"],
]);
