import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import type { Model } from "../../model/index.js";
import { DefinitionSource } from "../definition-source.js";
import type { Pragmas } from "../pragmas.js";
import type { Expression } from "../syntax.js";
import { accessorRules } from "./accessors.js";
import { alternateRules } from "./alternates.js";
import { clashRules, redefinitionRule } from "./clashes.js";
import { messageRules } from "./commands-and-events.js";
import { conditionRules } from "./conditions.js";
import { featureCountRule, specialFeatureRules } from "./features.js";
import { nameRules } from "./names.js";
import { referenceRules } from "./references.js";
import type { Rule } from "./rule.js";
import { structRules } from "./structs.js";
import { unionRules } from "./unions.js";

/**
 * Checks a model against every rule of the language that its grammar does not express.
 * @param expressions The expressions of `model.definitions`, by which positions are found. A model that was not read
 *   from schema files has none.
 */
export function checkRules(
  model: Model,
  pragmas: Pragmas,
  expressions: readonly Expression[] = [],
): Diagnostic[] {
  const checks = model.definitions.map((definition, index) => ({
    definition,
    context: { model, pragmas, source: new DefinitionSource(definition, expressions[index]) },
  }));
  const diagnostics: Diagnostic[] = [];
  for (const rules of phases()) {
    for (const { definition, context } of checks) {
      for (const rule of rules) {
        for (const violation of rule(definition, context)) {
          const { kind, name } = definition;
          diagnostics.push({ ...violation, severity: "error", definition: `${kind} ${quote(name)}` });
        }
      }
    }
  }
  return diagnostics;
}

/** First the rules about single expressions, then those about pairs of definitions, then those that require types. */
function phases(): readonly (readonly Rule[])[] {
  return [
    [nameRules, conditionRules],
    [redefinitionRule(), featureCountRule()],
    [
      ...[referenceRules, structRules, unionRules, alternateRules, messageRules, accessorRules],
      ...[clashRules, specialFeatureRules],
    ],
  ];
}
