import { UserError } from "../diagnostics/user-error.js";
import { visible } from "../diagnostics/visible.js";
import type { ObjectInfo, SchemaInfo, TypeInfo } from "../introspection/schema-info.js";
import type { Builtin, CommandShape, EventShape, Interface, MemberShape, Shape, Type } from "./interface.js";

/** What a server says of itself: type names are masked, and integers are of unknown range. */
export function interfaceOfAnswer(answer: readonly SchemaInfo[]): Interface {
  const types = new Map<string, TypeInfo>();
  const commands = new Map<string, CommandShape>();
  const events = new Map<string, EventShape>();
  const typeOf = (name: string): Type => typeIn(types, name);
  for (const info of answer) {
    if (info["meta-type"] !== "command" && info["meta-type"] !== "event") types.set(info.name, info);
  }
  for (const info of answer) {
    const { name, features } = info;
    if (info["meta-type"] === "event") events.set(name, { features, data: typeOf(info["arg-type"]) });
    if (info["meta-type"] !== "command") continue;
    const [args, returns] = [typeOf(info["arg-type"]), typeOf(info["ret-type"])];
    const oob = info["allow-oob"];
    commands.set(name, { features, arguments: args, returns, oob, schemaOnly: undefined });
  }
  const shapes = new Map<string, Shape>();
  const shape = (id: string): Shape => {
    const known = shapes.get(id) ?? describe(find(types, id), typeOf);
    shapes.set(id, known);
    return known;
  };
  return { commands, events, shape, identifiers: undefined };
}

function find(types: ReadonlyMap<string, TypeInfo>, name: string): TypeInfo {
  const found = types.get(name);
  if (!found) throw new UserError(`The answer uses the type ${visible(name)}, and does not hold it.`);
  return found;
}

function typeIn(types: ReadonlyMap<string, TypeInfo>, name: string, within: readonly string[] = []): Type {
  if (within.includes(name)) throw new UserError(`In the answer, the array ${visible(name)} is of itself.`);
  const info = find(types, name);
  switch (info["meta-type"]) {
    case "builtin":
      return { kind: "builtin", name: builtin(info["json-type"]) };
    case "array":
      return { kind: "array", element: typeIn(types, info["element-type"], [...within, name]) };
    case "enum":
    case "object":
    case "alternate":
      return { kind: "shape", id: name };
  }
}

const builtins: Readonly<Record<string, Builtin>> = {
  string: "str",
  number: "number",
  int: "integer",
  boolean: "bool",
  null: "null",
  value: "any",
};

function builtin(jsonType: string): Builtin {
  const found = Object.hasOwn(builtins, jsonType) ? builtins[jsonType] : undefined;
  if (found === undefined) throw new UserError(`The answer has the unknown JSON type ${visible(jsonType)}.`);
  return found;
}

function describe(info: TypeInfo, typeOf: (name: string) => Type): Shape {
  const { name: id, features } = info;
  const base = { id, name: undefined, identifier: undefined, features };
  switch (info["meta-type"]) {
    case "enum":
      return { ...base, kind: "enum", values: info.members };
    case "alternate":
      return { ...base, kind: "alternate", alternatives: info.members.map(typeOf) };
    case "object":
      return { ...base, kind: "object", ...objectParts(info, typeOf) };
    case "builtin":
    case "array":
      throw new Error(`${id} is no shape`);
  }
}

function objectParts(info: ObjectInfo, typeOf: (name: string) => Type) {
  const owner = { id: info.name, name: undefined };
  const members: MemberShape[] = info.members.map((member) => ({
    ...member,
    type: typeOf(member.type),
    owner,
  }));
  const branches = new Map(info.variants.map((variant) => [variant.case, typeOf(variant.type)]));
  return { members, tag: info.tag, branches };
}
