import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { limitedSearch } from "../../diagnostics/suggest.js";
import type { Model } from "../../model/index.js";
import { type Leniency, type Pragmas, strict } from "../pragmas.js";
import type { Expression } from "../syntax.js";
import { clashRules, redefinitionRule } from "./clashes.js";
import { accessorRules, messageRules } from "./commands-and-events.js";
import { conditionRules, featureCountRule, specialFeatureRules } from "./conditions.js";
import { nameRules } from "./names.js";
import { alternateRules, referenceRules, structRules, unionRules } from "./types.js";
import { DefinitionSource, type Rule } from "./rule.js";

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
  const findClosest = limitedSearch();
  const checks = model.definitions.map((definition, index) => ({
    definition,
    context: {
      model,
      pragmas,
      findClosest,
      source: new DefinitionSource(definition, expressions[index]),
    },
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
      referenceRules,
      structRules,
      unionRules,
      alternateRules,
      messageRules,
      accessorRules,
      clashRules,
      specialFeatureRules,
    ],
  ];
}

/**
 * Checks a model that was not read from schema files against the rules of the language, except the rules of style that
 * pragmas relax.
 * @param leniency - the rules that do not apply because the model may come from a former language.
 */
export function checkMeaning(model: Model, leniency: Leniency = strict): Diagnostic[] {
  const all = new Set(model.definitions.map(({ name }) => name));
  return checkRules(model, {
    docRequired: false,
    commandNameExceptions: all,
    commandReturnsExceptions: all,
    documentationExceptions: all,
    memberNameExceptions: all,
    leniency,
  });
}
