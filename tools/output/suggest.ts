import { closestMatch } from "leven";

/** The most valid names that a message lists. */
const maxListed = 12;

/** Returns ` (did you mean "name"?)` for a misspelt name, or an empty string. */
export function suggest(name: string, valid: readonly string[]): string {
  const closest = closestOf(name, valid);
  return closest === undefined ? "" : ` (did you mean "${closest}"?)`;
}

/** Returns the valid name that a misspelt one probably means. */
export function closestOf(name: string, valid: readonly string[]): string | undefined {
  const other = name.replaceAll("_", "-");
  const same = valid.find((each) => each.replaceAll("_", "-") === other);
  return same ?? closestMatch(name, [...valid], { maxDistance: Math.max(2, Math.floor(name.length / 3)) });
}

/** Lists valid names for a message: all, or the first ones and the number of the others. */
export function listNames(names: readonly string[]): string {
  if (names.length <= maxListed) return names.join(", ");
  return `${names.slice(0, maxListed).join(", ")} and ${names.length - maxListed} more`;
}
