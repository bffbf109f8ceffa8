import { visible } from "../../diagnostics/visible.js";
import {
  jsonTypeOf,
  type Definition,
  type JsonType,
  type Model,
  type TypeReference,
} from "../../model/index.js";
import { findType } from "./references.js";
import type { Finding, Schema } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Alternate types". */
export function* alternateRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  if (definition.kind !== "alternate") return;
  if (definition.alternatives.length === 0) {
    yield { code: "no-branches", message: "an alternate must have at least one branch" };
  }
  const taken = new Map<JsonType, string>();
  for (const { name, type } of definition.alternatives) {
    const jsonType = jsonTypeOf(model, type);
    if (jsonType === undefined) {
      yield* untellable(model, name, type);
      continue;
    }
    const rivals = [jsonType, ...lookalikes(model, type)].flatMap((each) => taken.get(each) ?? []);
    if (rivals[0] !== undefined) yield indistinct(name, rivals[0]);
    for (const each of [jsonType, ...lookalikes(model, type)]) taken.set(each, name);
  }
}

function indistinct(name: string, rival: string): Finding {
  return {
    code: "indistinct-branches",
    message: `branch ${visible(name)} cannot be told from branch ${visible(rival)}`,
    help: "the branches of an alternate must differ in how their values look as JSON",
  };
}

function* untellable(model: Model, name: string, type: TypeReference): Iterable<Finding> {
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (type.kind === "defined" && !found) return;
  const what = found ? "another alternate" : "'any'";
  yield { code: "bad-branch", message: `branch ${visible(name)} of an alternate cannot be ${what}` };
}

/**
 * Where everything is text, on a command line, a string cannot be told from a number or a boolean; an
 * enumeration only where a value of its looks like one.
 */
function lookalikes(model: Model, type: TypeReference): JsonType[] {
  if (jsonTypeOf(model, type) !== "string") return [];
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (found?.kind !== "enum")
    return type.kind === "builtin" && type.name === "QType" ? [] : ["number", "boolean"];
  const values = found.values.map(({ name }) => name);
  return [
    ...(values.some((value) => /^[-+0-9.]/.test(value)) ? (["number"] as const) : []),
    ...(values.some((value) => value === "on" || value === "off") ? (["boolean"] as const) : []),
  ];
}
