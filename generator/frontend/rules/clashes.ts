import { quote } from "../../diagnostics/escape.js";
import {
  commonMembers,
  isBuiltinName,
  ownMembers,
  partsOf,
  possibleMembers,
  structMembers,
  type Branch,
  type Definition,
  type Member,
  type Position,
} from "../../model/index.js";
import { cName } from "./names.js";
import type { Rule, RuleContext, Violation } from "./rule.js";

/** The names within one definition must be unique, also in C. */
export function* clashRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  yield* featureClashes(definition);
  switch (definition.kind) {
    case "enum":
      yield* clashes("value", definition.values);
      return;
    case "alternate":
      yield* clashes("branch", definition.alternatives);
      return;
    case "struct": {
      const all = structMembers(context.model, definition);
      const inherited = all.slice(0, all.length - definition.members.length);
      yield* clashes("member", definition.members, inherited);
      return;
    }
    case "command":
    case "event":
    case "accessor":
      yield* clashes("member", ownMembers(definition));
      return;
    case "union": {
      yield* clashes("member", ownMembers(definition));
      const common = commonMembers(context.model, definition.base);
      for (const branch of definition.branches) yield* branchClashes(branch, common, context);
    }
  }
}

/** Each name may be defined once. Each schema requires its own instance of the rule. */
export function redefinitionRule(): Rule {
  const seen = new Map<string, Definition>();
  return function* (definition): Iterable<Violation> {
    const { name, position } = definition;
    if (isBuiltinName(name)) {
      const message = `${quote(name)} is already defined as a built-in type`;
      yield { code: "redefinition", message, position, help: "choose another name" };
      return;
    }
    const before = seen.get(name);
    if (!before) {
      seen.set(name, definition);
      return;
    }
    const { file, line } = before.position;
    yield {
      code: "redefinition",
      message: `${quote(name)} is already defined as ${before.kind} at ${file}:${line}`,
      position,
      help: "types, commands and events share one namespace: rename one of the two",
    };
  };
}

interface Named {
  readonly name: string;
  readonly position: Position;
}

const clashHelp = "names must differ in more than '-', '_' and '.'";

function* clashes(
  kind: string,
  items: readonly Named[],
  inherited: readonly Named[] = [],
): Iterable<Violation> {
  const seen = new Map(inherited.map(({ name }) => [cName(name), name]));
  for (const { name, position } of items) {
    const before = seen.get(cName(name));
    if (before === undefined) seen.set(cName(name), name);
    else {
      const problem = name === before ? "is defined twice" : `clashes with ${quote(before)}`;
      yield { code: "clash", message: `${kind} ${quote(name)} ${problem}`, position, help: clashHelp };
    }
  }
}

function* branchClashes(
  { name: branch, type, position }: Branch,
  common: readonly Member[],
  { model }: RuleContext,
): Iterable<Violation> {
  if (type.kind !== "defined") return;
  const taken = new Map(common.map(({ name }) => [cName(name), name]));
  for (const { name } of possibleMembers(model, { kind: "named", type: type.name })) {
    const other = taken.get(cName(name));
    if (other === undefined) continue;
    yield {
      code: "clash",
      message: `branch ${quote(branch)} has a member ${quote(name)} that clashes with the common member ${quote(other)}`,
      position,
      help: clashHelp,
    };
  }
}

function* featureClashes(definition: Definition): Iterable<Violation> {
  for (const part of [definition, ...partsOf(definition)]) {
    if ("features" in part) yield* clashes("feature", part.features);
  }
}
