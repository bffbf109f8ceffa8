import { quote } from "../../diagnostics/escape.js";
import type { Definition, Model, StructType } from "../../model/index.js";
import { describeKind, findType, kindOfType } from "./references.js";
import type { RuleContext, Violation } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Struct types". */
export function* structRules(definition: Definition, context: RuleContext): Iterable<Violation> {
  if (definition.kind !== "struct" || definition.base === undefined) return;
  yield* baseRules(definition.base, context);
  if (hasItselfAsBase(context.model, definition)) {
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

function hasItselfAsBase(model: Model, struct: StructType): boolean {
  const seen = new Set<string>();
  for (let base = struct.base; base !== undefined && !seen.has(base); base = baseOf(model, base)) {
    if (base === struct.name) return true;
    seen.add(base);
  }
  return false;
}

function baseOf(model: Model, name: string): string | undefined {
  const type = findType(model, name);
  return type?.kind === "struct" ? type.base : undefined;
}
