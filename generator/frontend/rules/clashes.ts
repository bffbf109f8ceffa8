import { visible } from "../../diagnostics/visible.js";
import {
  commonMembers,
  isBuiltinName,
  structMembers,
  type Definition,
  type Members,
  type Model,
} from "../../model/index.js";
import { cName } from "./c-name.js";
import { partsOf } from "./parts.js";
import { findType } from "./references.js";
import type { Finding, Rule, Schema } from "./rule.js";

interface Named {
  readonly name: string;
}

/** Names that must stay apart within one definition, in C too. */
export function* clashRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  yield* featureClashes(definition);
  switch (definition.kind) {
    case "enum":
      yield* clashes("value", definition.values);
      return;
    case "alternate":
      yield* clashes("branch", definition.alternatives);
      return;
    case "struct":
      yield* clashes("member", structMembers(model, definition));
      return;
    case "command":
    case "event":
    case "accessor":
      yield* clashes("member", commonMembers(model, definition.data));
      return;
    case "union": {
      const common = commonMembers(model, definition.base);
      yield* clashes("member", common);
      for (const { name, type } of definition.branches) {
        if (type.kind === "defined") yield* branchClashes(name, common, branchMembers(model, type.name));
      }
    }
  }
}

/** Two definitions of one name; keep one for all of a schema. */
export function redefinitionRule(): Rule {
  const seen = new Map<string, Definition>();
  return function* (definition): Iterable<Finding> {
    if (isBuiltinName(definition.name)) {
      const message = `${visible(definition.name)} is already defined: it is a built-in type`;
      yield { code: "redefinition", message, help: "choose another name" };
      return;
    }
    const before = seen.get(definition.name);
    if (!before) {
      seen.set(definition.name, definition);
      return;
    }
    const { file, line } = before.position;
    yield {
      code: "redefinition",
      message: `${visible(definition.name)} is already defined as ${before.kind} at ${file}:${line}`,
      help: "types, commands and events share one name space: rename one of the two",
    };
  };
}

function* clashes(kind: string, items: readonly Named[]): Iterable<Finding> {
  const seen = new Map<string, string>();
  for (const { name } of items) {
    const before = seen.get(cName(name));
    if (before === undefined) seen.set(cName(name), name);
    else yield clash(kind, name, before);
  }
}

function* branchClashes(
  branch: string,
  common: readonly Named[],
  members: readonly Named[],
): Iterable<Finding> {
  const taken = new Map(common.map(({ name }) => [cName(name), name]));
  for (const { name } of members) {
    const before = taken.get(cName(name));
    if (before !== undefined) yield clash(`member of branch ${visible(branch)},`, name, before);
  }
}

function clash(kind: string, name: string, before: string): Finding {
  const same = name === before;
  return {
    code: "clash",
    message: same
      ? `${kind} ${visible(name)} is there twice`
      : `${kind} ${visible(name)} clashes with ${visible(before)}`,
    help: "names must differ in more than '-', '_' and '.'",
  };
}

/** Every member that a branch can bring: of a struct, or of a union with all of its branches. */
function branchMembers(model: Model, type: string, within: readonly string[] = []): readonly Named[] {
  const members: Members = { kind: "named", type };
  const found = findType(model, type);
  if (found?.kind !== "union" || within.includes(type)) return commonMembers(model, members);
  const inner = found.branches.flatMap((branch) =>
    branch.type.kind === "defined" ? branchMembers(model, branch.type.name, [...within, type]) : [],
  );
  return [...commonMembers(model, members), ...inner];
}

function* featureClashes(definition: Definition): Iterable<Finding> {
  for (const part of [definition, ...partsOf(definition)]) {
    if ("features" in part) yield* clashes("feature", part.features);
  }
}
