import type { Branch, Definition, EnumValue, Member, Members } from "qapi-ts-generator";

/** The definition's own features and its members', each once. */
export function featureNames(definition: Definition): string[] {
  const parts = [definition, ...featuredParts(definition)];
  return [...new Set(parts.flatMap(({ features }) => features.map(({ name }) => name)))];
}

/** What a feature is said of: the definition, or those of its members that have it. */
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

/** What documentation can say something of. */
export function namedParts(definition: Definition): string[] {
  return partsOf(definition).map(({ name }) => name);
}

/** The parts, written in the definition itself, that have a name of their own. */
export function partsOf(definition: Definition): readonly (Member | EnumValue | Branch)[] {
  return definition.kind === "alternate" ? definition.alternatives : featuredParts(definition);
}

/** The parts, written in the definition itself, that can have features. */
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
