import { quote } from "../../diagnostics/escape.js";
import {
  commonMembers,
  discriminatorValues,
  type Branch,
  type Definition,
  type Member,
  type Model,
  type UnionType,
} from "../../model/index.js";
import { describeKind, findType, kindOfType, typeText } from "./references.js";
import type { RuleContext, Violation } from "./rule.js";
import { baseRules } from "./structs.js";

/** docs/devel/qapi-code-gen.rst, "Union types". */
export function* unionRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "union") return;
  const { model } = context;
  if (definition.base.kind === "named") yield* baseRules(definition.base.type, context);
  const violations = [...discriminatorRules(definition, context)];
  yield* violations;
  if (violations.length > 0) return;
  const values = new Set(discriminatorValues(model, definition).map(({ name }) => name));
  for (const branch of definition.branches) yield* branchRules(branch, definition, values, context);
}

function* discriminatorRules(union: UnionType, { model, source }: RuleContext): Iterable<Violation> {
  const member = commonMembers(model, union.base).find((each) => each.name === union.discriminator);
  const problem = member ? discriminatorProblem(model, member) : "is not a member of the base";
  if (problem === undefined) return;
  yield {
    code: "bad-discriminator",
    message: `the discriminator ${quote(union.discriminator)} ${problem}`,
    position: source.value("discriminator"),
    help: "name a mandatory, unconditional member of the base that has an enum type",
  };
}

function discriminatorProblem(model: Model, member: Member): string | undefined {
  if (!hasEnumType(model, member))
    return `has the type ${quote(typeText(member.type))}, which is not an enum`;
  if (member.optional) return "is optional";
  return member.condition ? "is conditional" : undefined;
}

function hasEnumType(model: Model, { type }: Member): boolean {
  if (type.kind === "builtin") return type.name === "QType";
  return type.kind === "defined" && findType(model, type.name)?.kind === "enum";
}

function* branchRules(
  { name, type, position }: Branch,
  { discriminator }: UnionType,
  values: ReadonlySet<string>,
  { model }: RuleContext,
): Iterable<Violation> {
  if (!values.has(name)) {
    const message = `branch ${quote(name)} is not a value of the discriminator ${quote(discriminator)}`;
    yield { code: "unknown-branch", message, position };
  }
  const kind = type.kind === "array" ? "array" : kindOfType(model, type.name);
  if (kind === undefined || kind === "struct" || kind === "union") return;
  const description = kind === "array" ? "an array" : describeKind(kind);
  const message = `branch ${quote(name)} must be a struct or a union; its type ${quote(typeText(type))} is ${description}`;
  yield { code: "bad-branch", message, position };
}
