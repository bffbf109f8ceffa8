import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { limitedSearch } from "../../diagnostics/suggest.js";
import type { Definition, Model } from "../../model/index.js";
import { type Leniency, type Pragmas, strict } from "../pragmas.js";
import { definitionKindOf, type Expression, type ObjectNode, valueOf } from "../syntax.js";
import { clashRules, redefinitionRule } from "./clashes.js";
import { accessorRules, messageRules } from "./commands-and-events.js";
import { conditionRules, featureCountRule, specialFeatureRules } from "./conditions.js";
import { nameRules } from "./names.js";
import { alternateRules, referenceRules, structRules, unionRules } from "./types.js";
import { DefinitionSource, type Rule, type Violation } from "./rule.js";

/**
 * Checks a model against every rule of the language that its grammar does not express.
 * @param expressions - the expressions of `model.definitions`, by which positions are found. A model that was not read
 *   from schema files has none.
 * @param whole - the model with the definitions of all builds, if `model` is that of one build.
 */
export function checkRules(
  model: Model,
  pragmas: Pragmas,
  expressions: readonly (Expression | undefined)[] = [],
  whole?: Model,
): Diagnostic[] {
  // What one build lacks is not a misspelt name.
  const findClosest = whole === undefined ? limitedSearch() : () => undefined;
  const checks = model.definitions.map((definition, index) => ({
    definition,
    report: (violation: Violation): Diagnostic => diagnosticOf(violation, definition, expressions[index]),
    context: {
      model,
      whole,
      pragmas,
      findClosest,
      source: new DefinitionSource(definition, expressions[index]),
    },
  }));
  const diagnostics: Diagnostic[] = [];
  for (const rules of phases()) {
    for (const { definition, context, report } of checks) {
      for (const rule of rules) {
        for (const violation of rule(definition, context)) diagnostics.push(report(violation));
      }
    }
  }
  if (whole === undefined) return diagnostics;
  const suffix = "with these conditions";
  return diagnostics.map((each) =>
    each.message.endsWith(suffix) ? each : { ...each, message: `${each.message} ${suffix}` },
  );
}

/** Returns the diagnostic about a definition. One about a generated definition names that of the file. */
function diagnosticOf(
  violation: Violation,
  { kind, name }: Definition,
  expression: Expression | undefined,
): Diagnostic {
  const label = (expression?.origin && labelOf(expression.origin)) ?? `${kind} ${quote(name)}`;
  const diagnostic: Diagnostic = { ...violation, severity: "error", definition: label };
  const branch = expression && branchOf(expression);
  if (branch === undefined) return diagnostic;
  // The generated enum has a value for each branch, and the generated struct the only member `data`.
  const message = diagnostic.message.replace(/^(the )?value /, "$1branch ").replace('member "data"', branch);
  return { ...diagnostic, message };
}

function labelOf(node: ObjectNode): string | undefined {
  const kind = definitionKindOf(node);
  const name = kind && valueOf(node, kind);
  return name?.kind === "string" ? `${kind} ${quote(name.sourceText ?? name.value)}` : undefined;
}

/** Returns the branch for which an enum or struct is generated, for messages. Undefined for any other definition. */
function branchOf({ node, origin }: Expression): string | undefined {
  const offset = node.entries[0]?.value.offset;
  const data = origin && definitionKindOf(origin) === "union" ? valueOf(origin, "data") : undefined;
  if (data?.kind !== "object") return undefined;
  if (definitionKindOf(node) === "enum") return 'branch "data"';
  const branch = data.entries.find(({ key }) => key.offset === offset);
  return branch && `branch ${quote(branch.key.value)}`;
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
 * @param whole - the model with the definitions of all builds, if `model` is that of one build.
 */
export function checkMeaning(model: Model, leniency: Leniency = strict, whole?: Model): Diagnostic[] {
  const all = new Set(model.definitions.map(({ name }) => name));
  const pragmas = {
    docRequired: false,
    commandNameExceptions: all,
    commandReturnsExceptions: all,
    documentationExceptions: all,
    memberNameExceptions: all,
    leniency,
  };
  return checkRules(model, pragmas, [], whole);
}
