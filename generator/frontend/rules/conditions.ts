import { visible } from "../../diagnostics/visible.js";
import { conditionNames, type Definition } from "../../model/index.js";
import { featuresOf, partsOf } from "./parts.js";
import type { Finding } from "./rule.js";

/** Conditions become C's `defined(NAME)`, so their names are macros'. */
export function* conditionRules(definition: Definition): Iterable<Finding> {
  const conditional = [definition, ...partsOf(definition), ...featuresOf(definition)];
  const conditions = conditional.flatMap(({ condition }) => condition ?? []);
  for (const name of conditions.flatMap(conditionNames)) {
    if (/^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    yield {
      code: "bad-condition",
      message: `the condition ${visible(name)} is not a macro's name`,
      help: "a condition's name begins with a capital and holds capitals, digits and '_'",
    };
  }
}
