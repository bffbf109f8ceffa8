import { visible } from "../../diagnostics/visible.js";
import {
  commonMembers,
  discriminatorValues,
  type Branch,
  type Definition,
  type Member,
  type Model,
  type UnionType,
} from "../../model/index.js";
import { findType, kindOfType } from "./references.js";
import type { Finding, Schema } from "./rule.js";
import { baseRules } from "./structs.js";

/** docs/devel/qapi-code-gen.rst, "Union types". */
export function* unionRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  if (definition.kind !== "union") return;
  if (definition.base.kind === "named") yield* baseRules(model, definition.base.type);
  const wrong = [...discriminatorRules(model, definition)];
  yield* wrong;
  if (definition.branches.length === 0) {
    yield { code: "no-branches", message: "a union must have at least one branch" };
  }
  if (wrong.length > 0) return;
  const values = new Set(discriminatorValues(model, definition).map(({ name }) => name));
  for (const branch of definition.branches) yield* branchRules(model, branch, values);
}

function* discriminatorRules(model: Model, union: UnionType): Iterable<Finding> {
  const name = visible(union.discriminator);
  const member = commonMembers(model, union.base).find((each) => each.name === union.discriminator);
  const problem = member ? discriminatorProblem(model, member) : "is not a member of the base";
  if (problem === undefined) return;
  yield {
    code: "bad-discriminator",
    message: `the discriminator ${name} ${problem}`,
    help: "name a mandatory, unconditional member of the base whose type is an enumeration",
  };
}

function discriminatorProblem(model: Model, member: Member): string | undefined {
  if (!isEnumeration(model, member)) return "is not of an enumeration type";
  if (member.optional) return "is optional";
  return member.condition ? "is conditional" : undefined;
}

function isEnumeration(model: Model, { type }: Member): boolean {
  if (type.kind === "builtin") return type.name === "QType";
  return type.kind === "defined" && findType(model, type.name)?.kind === "enum";
}

function* branchRules(model: Model, { name, type }: Branch, values: ReadonlySet<string>): Iterable<Finding> {
  if (!values.has(name)) {
    yield {
      code: "unknown-branch",
      message: `branch ${visible(name)} is not a value of the discriminator's enumeration`,
    };
  }
  const kind = type.kind === "array" ? "array" : kindOfType(model, type.name);
  if (kind === undefined || kind === "struct" || kind === "union") return;
  yield {
    code: "bad-branch",
    message: `branch ${visible(name)} must be a struct or a union; it is of kind ${kind}`,
  };
}
