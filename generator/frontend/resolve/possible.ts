import { conditionNames, existence, type Condition, type Definition, type Model } from "../../model/index.js";
import { holds } from "../../model/prune.js";
import { makeModel } from "./resolve.js";

/**
 * The model without the definitions that no build can have, their condition contradicting itself. `import` writes
 * such a one; to a client it would only be in the way.
 */
export function possibleModel(model: Model): Model {
  const keep = (definitions: readonly Definition[]): Definition[] =>
    definitions.filter((definition) => {
      const condition = existence(model, definition);
      return condition === undefined || canHold(condition);
    });
  const definitions = keep(model.definitions);
  if (definitions.length === model.definitions.length) return model;
  const modules = model.modules.map((module) => ({ ...module, definitions: keep(module.definitions) }));
  return makeModel(modules, definitions);
}

/** So many names are tried in all combinations; a condition with more is taken to be sound. */
const mostNames = 10;

export function canHold(condition: Condition): boolean {
  const names = [...new Set(conditionNames(condition))];
  if (names.length > mostNames) return true;
  for (let choice = 0; choice < 2 ** names.length; choice++) {
    const defines = new Set(names.filter((_, index) => (choice & (1 << index)) !== 0));
    if (holds(condition, defines)) return true;
  }
  return false;
}
