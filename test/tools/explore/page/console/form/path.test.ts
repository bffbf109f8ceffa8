import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isObject,
  removeAt,
  setAt,
  valueAt,
  type Path,
} from "../../../../../../tools/explore/page/console/form/path.js";

/** A path to a value of a JSON value. */
function anyPath(value: unknown, choose: readonly number[]): Path {
  const [first = 0, ...rest] = choose;
  if (typeof value !== "object" || value === null || choose.length === 0) return [];
  const keys = Object.keys(value);
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined) return [];
  const step = Array.isArray(value) ? Number(key) : key;
  return [step, ...anyPath(valueAt(value, [step]), rest)];
}

const json = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom("__proto__", "a", "b"), fc.jsonValue()));

describe("a value at a path", () => {
  test("is set without a change of the original, and nothing else changes", () => {
    fc.assert(
      fc.property(json, fc.array(fc.nat()), fc.jsonValue(), (value, choose, other) => {
        const path = anyPath(value, choose);
        const before = JSON.stringify(value);
        const changed = setAt(value, path, other);
        expect(valueAt(changed, path)).toBe(other);
        expect(JSON.stringify(value)).toBe(before);
        expect(JSON.stringify(setAt(changed, path, valueAt(value, path)))).toBe(before);
      }),
    );
  });

  test("is removed", () => {
    fc.assert(
      fc.property(json, fc.array(fc.nat(), { minLength: 1 }), (value, choose) => {
        const path = anyPath(value, choose);
        fc.pre(path.length > 0);
        const parent = (root: unknown): number => {
          const object = valueAt(root, path.slice(0, -1));
          return isObject(object) || Array.isArray(object) ? Object.keys(object).length : -1;
        };
        expect(parent(removeAt(value, path))).toBe(parent(value) - 1);
      }),
    );
  });

  test("creates the objects and lists on the way", () => {
    expect(setAt({}, ["a", 0, "b"], 1n)).toEqual({ a: [{ b: 1n }] });
    expect(setAt({}, ["__proto__", "x"], 1)).toEqual(JSON.parse('{"__proto__": {"x": 1}}'));
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
