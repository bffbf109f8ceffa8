import type { Branch, Definition, EnumValue, Feature, Member, Members } from "../../model/index.js";

/** Something named that stands within a definition. */
export type Part = Member | EnumValue | Branch;

/** The members, values and branches that a definition itself writes. */
export function partsOf(definition: Definition): readonly Part[] {
  switch (definition.kind) {
    case "enum":
      return definition.values;
    case "struct":
      return definition.members;
    case "union":
      return [...inlineMembers(definition.base), ...definition.branches];
    case "alternate":
      return definition.alternatives;
    case "command":
    case "event":
    case "accessor":
      return inlineMembers(definition.data);
  }
}

/** The features of a definition and of its parts. */
export function featuresOf(definition: Definition): readonly Feature[] {
  const features = [...definition.features];
  for (const part of partsOf(definition)) if ("features" in part) features.push(...part.features);
  return features;
}

function inlineMembers(members: Members): readonly Member[] {
  return members.kind === "inline" ? members.members : [];
}
