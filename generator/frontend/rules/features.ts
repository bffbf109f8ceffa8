import { quote } from "../../diagnostics/escape.js";
import { featuresOf, isType, type Definition } from "../../model/index.js";
import type { Rule, Violation } from "./rule.js";

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
