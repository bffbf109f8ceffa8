import type { Random } from "./random.js";
import { isWireObject, Numeral, type WireObject, type WireValue } from "./wire-value.js";

const wrongValues: readonly WireValue[] = [
  null,
  true,
  "",
  "junk",
  [],
  {},
  ["x"],
  { x: "y" },
  ...["0", "-1", "1.0", "1e2", "1.5", "128", "256", "65536", "4294967296"].map((text) => new Numeral(text)),
  ...["2147483648", "-2147483649", "9223372036854775808", "-9223372036854775809"].map(
    (text) => new Numeral(text),
  ),
  ...["18446744073709551615", "18446744073709551616", "-0", "-129"].map((text) => new Numeral(text)),
];

/** Changes a value in place: removes, adds or replaces one of its members or elements. */
export function mutate(random: Random, root: WireObject): void {
  const { container, key } = random.pick(locationsIn(root));
  const mutation = random.below(4);
  if (mutation === 0 && isWireObject(container)) Reflect.deleteProperty(container, key);
  else if (mutation === 1) extend(container);
  else if (mutation === 2) setAt(container, key, anyWrongValue(random));
  else replaceWithSameType(random, container, key);
}

interface MemberLocation {
  readonly container: WireObject | WireValue[];
  readonly key: string;
}

/** Returns the location of every member and element, and of a new one. */
function locationsIn(value: WireObject | WireValue[]): MemberLocation[] {
  const existing = Object.entries(value).flatMap(([key, member]: [string, WireValue]) => [
    { container: value, key },
    ...(Array.isArray(member) || isWireObject(member) ? locationsIn(member) : []),
  ]);
  return [...existing, { container: value, key: Array.isArray(value) ? String(value.length) : "extra" }];
}

function extend(container: WireObject | WireValue[]): void {
  if (Array.isArray(container)) container.push(null);
  else container["unknown-member"] = "x";
}

function setAt(container: WireObject | WireValue[], key: string, value: WireValue): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else container[key] = value;
}

/** Replaces a value with another of the same JSON type, a mistake that a validator easily misses. */
function replaceWithSameType(random: Random, container: WireObject | WireValue[], key: string): void {
  const value = Array.isArray(container) ? container[Number(key)] : container[key];
  const sameType = wrongValues.filter(
    (each) => typeof each === typeof value && each instanceof Numeral === value instanceof Numeral,
  );
  setAt(container, key, sameType.length > 0 ? copyOf(random.pick(sameType)) : anyWrongValue(random));
}

function anyWrongValue(random: Random): WireValue {
  return copyOf(random.pick(wrongValues));
}

function copyOf(value: WireValue): WireValue {
  if (Array.isArray(value)) return value.map(copyOf);
  return isWireObject(value) ? { ...value } : value;
}
