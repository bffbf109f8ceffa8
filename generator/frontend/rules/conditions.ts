import { quote } from "../../diagnostics/escape.js";
import {
  type Condition,
  conditionNames,
  type Definition,
  type Feature,
  featuresOf,
  isType,
  type Part,
  partKind,
  partsOf,
} from "../../model/index.js";
import { maxLength } from "./names.js";
import type { Rule, RuleContext, Violation } from "./rule.js";

const currentMacroName = /^[A-Z][A-Z0-9_]*$/;
const anyMacroName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A condition becomes `defined(NAME)` in C, so its names must be macro names. */
export function* conditionRules(
  definition: Definition,
  { pragmas, source }: RuleContext,
): Iterable<Violation> {
  const macroName = pragmas.leniency.conditions ? anyMacroName : currentMacroName;
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

const special = ["deprecated", "unstable"];

/** The generated C stores the features of a schema as bits of one 64-bit word. */
const maxFeatures = 64;

/** The special features apply to what a client uses by name: commands, events, members and values. */
export function* specialFeatureRules(definition: Definition): Iterable<Violation> {
  if (!isType(definition)) return;
  for (const { name, position } of definition.features) {
    if (!special.includes(name)) continue;
    yield {
      code: "special-feature",
      message: `the feature ${quote(name)} cannot be used on ${definition.kind} ${quote(definition.name)}`,
      position,
      help: "use it on commands, events, members or enum values",
    };
  }
}

/** Counts the different features of a schema. Each schema requires its own instance of the rule. */
export function featureCountRule(): Rule {
  const seen = new Set<string>(special);
  return function* (definition): Iterable<Violation> {
    for (const { name, position } of featuresOf(definition)) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (seen.size !== maxFeatures + 1) continue;
      yield {
        code: "too-many-features",
        message: `the feature ${quote(name)} exceeds the limit of ${maxFeatures} different features`,
        position,
      };
    }
  };
}
