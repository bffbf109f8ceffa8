import type { BuiltinName, Model, SchemaInfo, TypeReference } from "qapi-ts-generator";

/** What introspection calls a predefined type: integers of all widths are one. */
export function introspectedName(name: BuiltinName): string {
  return jsonTypes[name] === "int" ? "int" : name;
}

/** How a value of the type begins on the wire; numbers are one kind. */
export function wireKind(model: Model, type: TypeReference): string {
  if (type.kind === "array") return "array";
  if (type.kind === "builtin") return numbersAlike(jsonTypes[type.name]);
  return model.byName.get(type.name)?.kind === "enum" ? "string" : "object";
}

export function wireKindOfInfo(info: SchemaInfo | undefined): string {
  if (info?.["meta-type"] === "builtin") return numbersAlike(info["json-type"]);
  return info?.["meta-type"] === "enum" ? "string" : (info?.["meta-type"] ?? "unknown");
}

function numbersAlike(jsonType: string): string {
  return jsonType === "int" ? "number" : jsonType;
}

const jsonTypes: Readonly<Record<BuiltinName, string>> = {
  str: "string",
  number: "number",
  int: "int",
  int8: "int",
  int16: "int",
  int32: "int",
  int64: "int",
  uint8: "int",
  uint16: "int",
  uint32: "int",
  uint64: "int",
  size: "int",
  bool: "boolean",
  null: "null",
  any: "value",
  QType: "string",
};
