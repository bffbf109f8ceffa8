import leven from "leven";
import { quote } from "./escape.js";

/** The most valid names that a message lists: of more, the first are not of help. */
const maxListed = 20;

/** Longer names are not compared, because comparing takes time in proportion to the product of the lengths. */
const maxCompared = 100;

/** Returns the valid name that a misspelt one probably means; undefined if none is close. */
export function closestOf(name: string, valid: readonly string[]): string | undefined {
  if (name.length > maxCompared) return undefined;
  const wanted = comparable(name);
  // Two characters of a name with 6 may be wrong, and never all.
  const maxDistance = Math.min(1 + Math.floor(name.length / 6), name.length - 1);
  let closest: string | undefined;
  let least = maxDistance + 1;
  for (const each of valid) {
    if (Math.abs(each.length - name.length) >= least) continue;
    const distance = leven(wanted, comparable(each));
    if (distance >= least) continue;
    closest = each;
    least = distance;
  }
  return closest;
}

/** Capitals and `_` instead of `-` are the most common mistakes. */
function comparable(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

/** Finds the valid name that a misspelt one probably means, as `closestOf` does. */
export type FindClosest = typeof closestOf;

/** The most names that a run compares with the names of a schema. */
const maxSearches = 20;

/**
 * Returns a function that searches for the first 20 misspelt names. A schema can have many of them, and comparing each
 * with all names of the schema would take time in proportion to the square of its size.
 */
export function limitedSearch(): FindClosest {
  let searches = 0;
  return (name, valid) => (searches++ < maxSearches ? closestOf(name, valid) : undefined);
}

/** Returns the help for a misspelt name: the name that it probably means, or else the valid names if they are few. */
export function suggest(
  name: string,
  valid: readonly string[],
  findClosest: FindClosest = closestOf,
): { readonly help?: string } {
  const closest = findClosest(name, valid);
  if (closest !== undefined) return { help: `did you mean ${quote(closest)}?` };
  const isListed = valid.length > 0 && valid.length <= maxListed;
  return isListed ? { help: `valid: ${valid.map(quote).join(", ")}` } : {};
}
