import { UserError } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import type { ObjectInfo, SchemaInfo, TypeInfo } from "../introspection/schema-info.js";
import type { Builtin, CommandShape, EventShape, Interface, MemberShape, Shape, Type } from "./interface.js";

/** Returns the interface that an answer to `query-qmp-schema` describes. Type names and integer ranges are unknown. */
export function interfaceOfAnswer(answer: readonly SchemaInfo[]): Interface {
  return new AnswerReader(answer).read();
}

class AnswerReader {
  readonly #answer: readonly SchemaInfo[];
  readonly #types = new Map<string, TypeInfo>();
  readonly #shapes = new Map<string, Shape>();

  constructor(answer: readonly SchemaInfo[]) {
    this.#answer = answer;
    for (const info of answer) {
      if (info["meta-type"] !== "command" && info["meta-type"] !== "event") this.#types.set(info.name, info);
    }
  }

  read(): Interface {
    const commands = new Map<string, CommandShape>();
    const events = new Map<string, EventShape>();
    for (const info of this.#answer) {
      const { name, features } = info;
      if (info["meta-type"] === "event") events.set(name, { features, data: this.#type(info["arg-type"]) });
      if (info["meta-type"] !== "command") continue;
      commands.set(name, {
        features,
        arguments: this.#type(info["arg-type"]),
        returns: this.#type(info["ret-type"]),
        oob: info["allow-oob"],
        schemaOnly: undefined,
      });
    }
    return { commands, events, shape: (id) => this.#shape(id), identifiers: undefined };
  }

  #shape(id: string): Shape {
    const shape = this.#shapes.get(id) ?? this.#describe(this.#info(id));
    this.#shapes.set(id, shape);
    return shape;
  }

  #info(name: string): TypeInfo {
    const found = this.#types.get(name);
    if (!found) throw new UserError(`The answer refers to type ${quote(name)} but does not contain it.`);
    return found;
  }

  /** `outer` are the arrays around the type. */
  #type(name: string, outer: readonly string[] = []): Type {
    if (outer.includes(name)) throw new UserError(`Array type ${quote(name)} in the answer contains itself.`);
    const info = this.#info(name);
    switch (info["meta-type"]) {
      case "builtin":
        return { kind: "builtin", name: builtinOf(info["json-type"]) };
      case "array":
        return { kind: "array", element: this.#type(info["element-type"], [...outer, name]) };
      case "enum":
      case "object":
      case "alternate":
        return { kind: "shape", id: name };
    }
  }

  #describe(info: TypeInfo): Shape {
    const base = { id: info.name, name: undefined, identifier: undefined, features: info.features };
    switch (info["meta-type"]) {
      case "enum":
        return { ...base, kind: "enum", values: info.members };
      case "alternate":
        return { ...base, kind: "alternate", alternatives: info.members.map((name) => this.#type(name)) };
      case "object":
        return { ...base, kind: "object", ...this.#object(info) };
      case "builtin":
      case "array":
        throw new Error(`Type ${info.name} is not an enum, object or alternate.`);
    }
  }

  #object(info: ObjectInfo) {
    const owner = { id: info.name, name: undefined };
    const members: MemberShape[] = info.members.map((member) => ({
      ...member,
      type: this.#type(member.type),
      owner,
    }));
    const branches = new Map(info.variants.map((variant) => [variant.case, this.#type(variant.type)]));
    return { members, tag: info.tag, branches };
  }
}

const builtins: ReadonlyMap<string, Builtin> = new Map([
  ["string", "str"],
  ["number", "number"],
  ["int", "integer"],
  ["boolean", "bool"],
  ["null", "null"],
  ["value", "any"],
]);

function builtinOf(jsonType: string): Builtin {
  const found = builtins.get(jsonType);
  if (found === undefined) throw new UserError(`The answer contains unknown JSON type ${quote(jsonType)}.`);
  return found;
}
