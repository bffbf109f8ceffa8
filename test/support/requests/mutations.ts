import type { Random } from "./random.js";
import { isWireObject, Numeral, type WireObject, type WireValue } from "./wire-value.js";

const junk: readonly WireValue[] = [
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

/** Does something to a value, somewhere in it. The value is changed in place. */
export function mutate(random: Random, root: WireObject): void {
  const places = placesIn(root);
  const { container, key } = random.pick(places);
  const what = random.below(4);
  if (what === 0 && isWireObject(container)) Reflect.deleteProperty(container, key);
  else if (what === 1) extend(container);
  else if (what === 2) setAt(container, key, anyJunk(random));
  else changeKind(random, container, key);
}

interface Place {
  readonly container: WireObject | WireValue[];
  readonly key: string;
}

/** Every member and element, and one place that is not there yet. */
function placesIn(value: WireObject | WireValue[]): Place[] {
  const own = Object.entries(value).flatMap(([key, member]: [string, WireValue]) => [
    { container: value, key },
    ...(Array.isArray(member) || isWireObject(member) ? placesIn(member) : []),
  ]);
  return [...own, { container: value, key: Array.isArray(value) ? String(value.length) : "extra" }];
}

function extend(container: WireObject | WireValue[]): void {
  if (Array.isArray(container)) container.push(null);
  else container["unknown-member"] = "x";
}

function setAt(container: WireObject | WireValue[], key: string, value: WireValue): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else container[key] = value;
}

/** A text becomes another one, a number another one: the kinds of mistakes that are easily missed. */
function changeKind(random: Random, container: WireObject | WireValue[], key: string): void {
  const value = Array.isArray(container) ? container[Number(key)] : container[key];
  const alike = junk.filter(
    (each) => typeof each === typeof value && each instanceof Numeral === value instanceof Numeral,
  );
  setAt(container, key, alike.length > 0 ? copyOf(random.pick(alike)) : anyJunk(random));
}

function anyJunk(random: Random): WireValue {
  return copyOf(random.pick(junk));
}

function copyOf(value: WireValue): WireValue {
  if (Array.isArray(value)) return value.map(copyOf);
  return isWireObject(value) ? { ...value } : value;
}
