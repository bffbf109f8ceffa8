import type { Effect } from "./kinds.js";
import {
  integerRanges,
  isExactInNumber,
  isIntegerName,
  type IntegerName,
  type IntegerRange,
} from "../model/index.js";
import type { Builtin } from "./interface.js";

export function isInteger(name: Builtin): name is IntegerName | "integer" {
  return name === "integer" || isIntegerName(name);
}

/** How the range of an integer differs from another's; undefined where it is the same or not known. */
export function rangeChange(
  old: IntegerName | "integer",
  now: IntegerName | "integer",
): "range-widened" | "range-narrowed" | "range-changed" | undefined {
  if (old === "integer" || now === "integer") return undefined;
  const [oldRange, newRange] = [integerRanges[old], integerRanges[now]];
  const widened = includes(newRange, oldRange);
  const narrowed = includes(oldRange, newRange);
  if (widened && narrowed) return undefined;
  return widened ? "range-widened" : narrowed ? "range-narrowed" : "range-changed";
}

function includes(outer: IntegerRange, inner: IntegerRange): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** What a change between two builtin types means for TypeScript, which knows fewer of them. */
export function inTypeScript(
  old: Builtin,
  now: Builtin,
): { readonly sent: Effect; readonly received: Effect } {
  const accepts = (wide: Builtin, narrow: Builtin): Effect =>
    wide === "any" || kinds(narrow).every((kind) => kinds(wide).includes(kind)) ? "compatible" : "breaks";
  return { sent: accepts(now, old), received: accepts(old, now) };
}

/** As `emit/builtin-type.ts` prints them: an integer that a double cannot hold may be a bigint. */
function kinds(name: Builtin): readonly string[] {
  if (name === "integer") return ["number", "bigint"];
  if (!isInteger(name)) return [name];
  return isExactInNumber(integerRanges[name]) ? ["number"] : ["number", "bigint"];
}
