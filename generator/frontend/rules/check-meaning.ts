import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Model } from "../../model/index.js";
import { strict, type Leniency } from "../pragmas.js";
import { checkRules } from "./check-rules.js";

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
