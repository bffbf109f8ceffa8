import { visible } from "../../diagnostics/visible.js";
import type { Definition } from "../../model/index.js";
import { featuresOf } from "./parts.js";
import type { Finding, Rule } from "./rule.js";

const special = ["deprecated", "unstable"];

/** The generated C keeps a schema's features as bits of one 64-bit word, the special ones among them. */
const mostFeatures = 64;

/** The kinds of definitions that a client uses by name. */
const interfaces: ReadonlySet<Definition["kind"]> = new Set(["command", "event", "accessor"] as const);

/** Special features say something of what a client uses by name: not of a type. */
export function* specialFeatureRules(definition: Definition): Iterable<Finding> {
  if (interfaces.has(definition.kind)) return;
  for (const { name } of definition.features) {
    if (!special.includes(name)) continue;
    yield {
      code: "special-feature",
      message: `feature '${name}' cannot mark a type`,
      help: "mark the commands, events, members or values instead",
    };
  }
}

/** Counts the different features of a whole schema; keep one for all of its definitions. */
export function featureCountRule(): Rule {
  const seen = new Set<string>(special);
  return function* (definition): Iterable<Finding> {
    for (const { name } of featuresOf(definition)) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (seen.size !== mostFeatures + 1) continue;
      yield {
        code: "too-many-features",
        message: `${visible(name)} is one feature more than the ${mostFeatures} a schema can have`,
      };
    }
  };
}
