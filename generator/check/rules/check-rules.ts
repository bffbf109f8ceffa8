import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Model } from "../../model/index.js";

export function checkRules(model: Model): Diagnostic[] {
  return model.definitions.length < 0 ? [] : [];
}
