import { commonMembers, type Model, type TypeDefinition } from "../../model/index.js";
import type { MergedType } from "../merge/merged.js";

/**
 * How many members, values or branches only one of the two has: 0 where a server's type is as the schema has it,
 * undefined where they are of different kinds. What the schema has under a condition may be missing.
 */
export function misfit(model: Model, type: MergedType, definition: TypeDefinition): number | undefined {
  switch (definition.kind) {
    case "enum":
      return type.kind === "enum" ? difference(type.values, definition.values) : undefined;
    case "alternate":
      if (type.kind !== "alternate") return undefined;
      return Math.abs(type.alternatives.length - definition.alternatives.length);
    case "struct":
    case "union": {
      if (type.kind !== "object") return undefined;
      const tag = definition.kind === "union" ? definition.discriminator : undefined;
      const members = commonMembers(model, { kind: "named", type: definition.name });
      return difference(type.members, members) + (type.tag === tag ? 0 : 1);
    }
  }
}

interface Named {
  readonly name: string;
}

function difference(
  shown: readonly Named[],
  known: readonly (Named & { readonly condition: unknown })[],
): number {
  const shownNames = new Set(shown.map(({ name }) => name));
  const knownNames = new Set(known.map(({ name }) => name));
  const missing = known.filter(({ name, condition }) => condition === undefined && !shownNames.has(name));
  return missing.length + shown.filter(({ name }) => !knownNames.has(name)).length;
}
