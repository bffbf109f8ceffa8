import { visible } from "../../diagnostics/visible.js";
import type { Definition, Model, StructType } from "../../model/index.js";
import { findType, kindOfType } from "./references.js";
import type { Finding, Schema } from "./rule.js";

/** docs/devel/qapi-code-gen.rst, "Struct types". */
export function* structRules(definition: Definition, { model }: Schema): Iterable<Finding> {
  if (definition.kind !== "struct" || definition.base === undefined) return;
  yield* baseRules(model, definition.base);
  if (hasItselfAsBase(model, definition)) {
    yield {
      code: "recursive-base",
      message: `struct ${visible(definition.name)} contains itself through its base`,
    };
  }
}

/** A base must be a struct. */
export function* baseRules(model: Model, base: string): Iterable<Finding> {
  const kind = kindOfType(model, base);
  if (kind === undefined || kind === "struct") return;
  yield { code: "bad-base", message: `the base ${visible(base)} is not a struct but of kind ${kind}` };
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
