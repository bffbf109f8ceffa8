import { isObject } from "./guards.js";

/** The member of a parsed value that a dotted path leads to; undefined where there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let at = value;
  for (const step of path.split(".")) {
    if (!isObject(at) || !Object.hasOwn(at, step)) return undefined;
    at = at[step];
  }
  return at;
}

/** Whether two values are the same on the wire, where an integer is an integer however large. */
export function sameScalar(one: unknown, other: unknown): boolean {
  if (typeof one === "bigint" || typeof other === "bigint") return String(one) === String(other);
  return one === other;
}
