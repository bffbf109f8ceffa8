import { quote } from "../../diagnostics/escape.js";
import {
  commonMembers,
  isBuiltinName,
  ownMembers,
  partsOf,
  type Branch,
  type Definition,
  type Position,
} from "../../model/index.js";
import { branchClashFinder, namesOf } from "./branch-clashes.js";
import { cName } from "./names.js";
import type { Rule, RuleContext, Violation } from "./rule.js";
import { structClashes } from "./struct-clashes.js";

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
    case "struct":
      for (const { member, before } of structClashes(context.model).get(definition) ?? [])
        yield clash("member", member, before);
      return;
    case "command":
    case "event":
    case "accessor":
      yield* clashes("member", ownMembers(definition));
      return;
    case "union": {
      yield* clashes("member", ownMembers(definition));
      const common = namesOf(commonMembers(context.model, definition.base));
      const clashesOf = branchClashFinder(context.model, common);
      for (const branch of definition.branches)
        for (const each of clashesOf(branch.type)) yield branchClash(branch, each.name, each.common);
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

function* clashes(kind: string, items: readonly Named[]): Iterable<Violation> {
  const seen = new Map<string, string>();
  for (const item of items) {
    const before = seen.get(cName(item.name));
    if (before === undefined) seen.set(cName(item.name), item.name);
    else yield clash(kind, item, before);
  }
}

function clash(kind: string, { name, position }: Named, before: string): Violation {
  const problem = name === before ? "is defined twice" : `clashes with ${quote(before)}`;
  return { code: "clash", message: `${kind} ${quote(name)} ${problem}`, position, help: clashHelp };
}

function branchClash({ name: branch, position }: Branch, name: string, common: string): Violation {
  return {
    code: "clash",
    message: `branch ${quote(branch)} has a member ${quote(name)} that clashes with the common member ${quote(common)}`,
    position,
    help: clashHelp,
  };
}

function* featureClashes(definition: Definition): Iterable<Violation> {
  for (const part of [definition, ...partsOf(definition)]) {
    if ("features" in part) yield* clashes("feature", part.features);
  }
}
