import { quote } from "../../diagnostics/escape.js";
import {
  jsonTypeOf,
  type Branch,
  type Definition,
  type JsonType,
  type Model,
  type TypeReference,
} from "../../model/index.js";
import { findType, typeText } from "./references.js";
import type { RuleContext, Violation } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Alternate types". */
export function* alternateRules(definition: Definition, { model, source }: RuleContext): Iterable<Violation> {
  if (definition.kind !== "alternate") return;
  if (definition.alternatives.length === 0) {
    const message = `"data" of alternate ${quote(definition.name)} must list at least one branch`;
    yield { code: "no-branches", message, position: source.key("data") };
  }
  const taken = new Map<JsonType, Branch>();
  for (const branch of definition.alternatives) {
    const jsonTypes = jsonTypesOf(model, branch.type);
    if (jsonTypes.length === 0) {
      yield* ambiguousType(model, branch);
      continue;
    }
    const other = jsonTypes.flatMap((each) => taken.get(each) ?? [])[0];
    if (other !== undefined) yield indistinct(branch, other);
    for (const each of jsonTypes) taken.set(each, branch);
  }
}

function indistinct(branch: Branch, other: Branch): Violation {
  return {
    code: "indistinct-branches",
    message: `branch ${describe(branch)} cannot be distinguished from branch ${describe(other)}`,
    position: branch.position,
    help: "the values of different branches must have different JSON types",
  };
}

function describe({ name, type }: Branch): string {
  return `${quote(name)} of type ${quote(typeText(type))}`;
}

/** A branch of type `any`, or of another alternate, does not determine a JSON type. */
function* ambiguousType(model: Model, branch: Branch): Iterable<Violation> {
  const { type, position } = branch;
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (type.kind === "defined" && !found) return;
  const reason = found ? "which is an alternate" : "which permits every value";
  yield {
    code: "bad-branch",
    message: `branch ${describe(branch)}, ${reason}, cannot be distinguished from other branches`,
    position,
  };
}

/**
 * The JSON types that a branch occupies. On a command line, where every value is a string, a string cannot be
 * distinguished from a number or a boolean, and an enum only if no value of it looks like one.
 */
function jsonTypesOf(model: Model, type: TypeReference): readonly JsonType[] {
  const jsonType = jsonTypeOf(model, type);
  if (jsonType === undefined) return [];
  if (jsonType !== "string") return [jsonType];
  if (type.kind === "builtin" && type.name === "QType") return ["string"];
  const found = type.kind === "defined" ? findType(model, type.name) : undefined;
  if (found?.kind !== "enum") return ["string", "number", "boolean"];
  const values = found.values.map(({ name }) => name);
  return [
    "string",
    ...(values.some((value) => /^[-+0-9.]/.test(value)) ? (["number"] as const) : []),
    ...(values.some((value) => value === "on" || value === "off") ? (["boolean"] as const) : []),
  ];
}
