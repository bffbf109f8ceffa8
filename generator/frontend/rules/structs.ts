import { quote } from "../../diagnostics/escape.js";
import type { Definition, Model } from "../../model/index.js";
import { describeKind, findType, kindOfType } from "./references.js";
import type { RuleContext, Violation } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Struct types". */
export function* structRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "struct" || definition.base === undefined) return;
  yield* baseRules(definition.base, context);
  if (ownBases(context.model).has(definition.name)) {
    yield {
      code: "recursive-base",
      message: `the base ${quote(definition.base)} makes struct ${quote(definition.name)} its own base`,
      position: context.source.value("base"),
    };
  }
}

/** A base must be a struct. */
export function* baseRules(base: string, { model, source }: RuleContext): Iterable<Violation> {
  const kind = kindOfType(model, base);
  if (kind === undefined || kind === "struct") return;
  const message = `the base ${quote(base)} must be a struct; it is ${describeKind(kind)}`;
  yield { code: "bad-base", message, position: source.value("base") };
}

const ownBasesOf = new WeakMap<Model, ReadonlySet<string>>();

/** Returns the structs that are their own base, directly or through other structs. */
function ownBases(model: Model): ReadonlySet<string> {
  const known = ownBasesOf.get(model);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const done = new Set<string>();
  for (const { name } of model.definitions) {
    const path = new Set<string>();
    let at: string | undefined = name;
    for (; at !== undefined && !done.has(at) && !path.has(at); at = baseOf(model, at)) path.add(at);
    // The path ends in a cycle if it meets itself.
    if (at !== undefined && path.has(at)) {
      const names = [...path];
      for (const each of names.slice(names.indexOf(at))) found.add(each);
    }
    for (const each of path) done.add(each);
  }
  ownBasesOf.set(model, found);
  return found;
}

function baseOf(model: Model, name: string): string | undefined {
  const type = findType(model, name);
  return type?.kind === "struct" ? type.base : undefined;
}
