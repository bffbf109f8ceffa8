import { quote } from "../../diagnostics/escape.js";
import {
  conditionNames,
  partsOf,
  type Condition,
  type Definition,
  type Feature,
  type Part,
} from "../../model/index.js";
import { maxLength } from "./names.js";
import type { RuleContext, Violation } from "./rule.js";

const todaysMacroName = /^[A-Z][A-Z0-9_]*$/;
const anyMacroName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A condition becomes `defined(NAME)` in C, so its names must be macro names. */
export function* conditionRules(
  definition: Definition,
  { pragmas, source }: RuleContext,
): Iterable<Violation> {
  const macroName = pragmas.leniency.conditions ? anyMacroName : todaysMacroName;
  for (const { node, condition, label } of conditionsIn(definition)) {
    for (const name of new Set(conditionNames(condition))) {
      if (name.length <= maxLength && macroName.test(name)) continue;
      yield {
        code: "bad-condition",
        message: `the name ${quote(name)} in the condition of ${label} is not a macro name`,
        position: source.condition(node, name),
        help: "the name in a condition begins with a capital letter and contains capital letters, digits and '_'",
      };
    }
  }
}

interface ConditionUse {
  readonly node: Definition | Part | Feature;
  readonly condition: Condition;
  readonly label: string;
}

function conditionsIn(definition: Definition): readonly ConditionUse[] {
  const use = (node: Definition | Part | Feature, kind: string): readonly ConditionUse[] =>
    node.condition === undefined
      ? []
      : [{ node, condition: node.condition, label: `${kind} ${quote(node.name)}` }];
  const features = (of: { readonly features: readonly Feature[] }): readonly ConditionUse[] =>
    of.features.flatMap((feature) => use(feature, "feature"));
  return [
    ...use(definition, definition.kind),
    ...features(definition),
    ...partsOf(definition).flatMap((part) => [
      ...use(part, partKind(definition, part)),
      ...("features" in part ? features(part) : []),
    ]),
  ];
}

/** Returns how a message refers to a part of a definition. */
function partKind(definition: Definition, part: Part): string {
  if (definition.kind === "enum") return "value";
  return "optional" in part ? "member" : "branch";
}
