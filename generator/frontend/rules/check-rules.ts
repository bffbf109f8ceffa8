import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import type { Definition, Model } from "../../model/index.js";
import type { Pragmas } from "../pragmas.js";
import { accessorRules } from "./accessors.js";
import { alternateRules } from "./alternates.js";
import { clashRules, redefinitionRule } from "./clashes.js";
import { conditionRules } from "./conditions.js";
import { featureCountRule, specialFeatureRules } from "./features.js";
import { messageRules } from "./messages.js";
import { nameRules } from "./names.js";
import { referenceRules } from "./references.js";
import type { Finding, Rule, Schema } from "./rule.js";
import { structRules } from "./structs.js";
import { unionRules } from "./unions.js";

/** Holds a model against every rule of the language that its grammar does not say. */
export function checkRules(model: Model, pragmas: Pragmas): Diagnostic[] {
  const schema: Schema = { model, pragmas };
  return phases().flatMap((rules) =>
    model.definitions.flatMap((definition) => findings(rules, definition, schema)),
  );
}

/**
 * The order in which QEMU would find things: what one expression shows by itself, then what two definitions
 * do to each other, then what needs the types.
 */
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

function findings(rules: readonly Rule[], definition: Definition, schema: Schema): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of rules) {
    for (const finding of rule(definition, schema)) found.push(diagnostic(definition, finding));
  }
  return found;
}

function diagnostic({ kind, name, position }: Definition, finding: Finding): Diagnostic {
  return { ...finding, severity: "error", position, definition: `${kind} ${visible(name)}` };
}
