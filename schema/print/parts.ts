import type { Branch, Definition, EnumValue, Member, Members } from "qapi-ts-generator";

/** Returns the names of the features of a definition and its members, without duplicates. */
export function featureNames(definition: Definition): string[] {
  const parts = [definition, ...featuredParts(definition)];
  return [...new Set(parts.flatMap(({ features }) => features.map(({ name }) => name)))];
}

/** Returns the subject of a feature's sentence: the definition, or its members with the feature. */
export function carriers(definition: Definition, feature: string): string {
  const has = ({ features }: Pick<Member, "features">): boolean =>
    features.some(({ name }) => name === feature);
  if (has(definition)) return `This ${definition.kind}`;
  const names = featuredParts(definition)
    .filter(has)
    .map(({ name }) => `@${name}`);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}

/** Returns the named parts that the definition declares itself. */
export function partsOf(definition: Definition): readonly (Member | EnumValue | Branch)[] {
  return definition.kind === "alternate" ? definition.alternatives : featuredParts(definition);
}

/** Returns the parts that the definition declares itself and that can have features. */
function featuredParts(definition: Definition): readonly (Member | EnumValue)[] {
  switch (definition.kind) {
    case "enum":
      return definition.values;
    case "struct":
      return definition.members;
    case "union":
      return inlineMembers(definition.base);
    case "command":
    case "event":
    case "accessor":
      return inlineMembers(definition.data);
    case "alternate":
      return [];
  }
}

function inlineMembers(members: Members): readonly Member[] {
  return members.kind === "inline" ? members.members : [];
}
