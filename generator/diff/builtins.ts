import type { Effect } from "./kinds.js";
import type { Builtin, IntegerName } from "./interface.js";

const unsigned = (bits: bigint): readonly [bigint, bigint] => [0n, (1n << bits) - 1n];
const signed = (bits: bigint): readonly [bigint, bigint] => [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];

const ranges: Readonly<Record<IntegerName, readonly [bigint, bigint]>> = {
  int: signed(64n),
  int8: signed(8n),
  int16: signed(16n),
  int32: signed(32n),
  int64: signed(64n),
  uint8: unsigned(8n),
  uint16: unsigned(16n),
  uint32: unsigned(32n),
  uint64: unsigned(64n),
  size: unsigned(64n),
};

export function isInteger(name: Builtin): name is IntegerName | "integer" {
  return name === "integer" || Object.hasOwn(ranges, name);
}

/** How the range of an integer differs from another's; undefined where it is the same or not known. */
export function rangeChange(
  old: IntegerName | "integer",
  now: IntegerName | "integer",
): "range-widened" | "range-narrowed" | "range-changed" | undefined {
  if (old === "integer" || now === "integer") return undefined;
  const [oldRange, newRange] = [ranges[old], ranges[now]];
  const widened = includes(newRange, oldRange);
  const narrowed = includes(oldRange, newRange);
  if (widened && narrowed) return undefined;
  return widened ? "range-widened" : narrowed ? "range-narrowed" : "range-changed";
}

function includes(outer: readonly [bigint, bigint], inner: readonly [bigint, bigint]): boolean {
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
  const [low, high] = ranges[name];
  const exact = low >= Number.MIN_SAFE_INTEGER && high <= Number.MAX_SAFE_INTEGER;
  return exact ? ["number"] : ["number", "bigint"];
}
