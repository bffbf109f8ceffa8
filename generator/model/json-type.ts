import type { BuiltinName, Model, TypeReference } from "./model.js";

/** How a value looks on the wire: what tells the alternatives of an alternate apart. */
export type JsonType = "string" | "number" | "boolean" | "null" | "object" | "array";

const builtinJsonTypes: Readonly<Record<BuiltinName, JsonType | undefined>> = {
  str: "string",
  number: "number",
  int: "number",
  int8: "number",
  int16: "number",
  int32: "number",
  int64: "number",
  uint8: "number",
  uint16: "number",
  uint32: "number",
  uint64: "number",
  size: "number",
  bool: "boolean",
  null: "null",
  any: undefined,
  QType: "string",
};

/** How every value of a type looks; undefined where they do not look alike. */
export function jsonTypeOf(model: Model, type: TypeReference): JsonType | undefined {
  if (type.kind === "array") return "array";
  if (type.kind === "builtin") return builtinJsonTypes[type.name];
  const kind = model.byName.get(type.name)?.kind;
  if (kind === "enum") return "string";
  return kind === "struct" || kind === "union" ? "object" : undefined;
}
