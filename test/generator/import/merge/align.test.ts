import fc from "fast-check";
import { expect, test } from "vitest";
import { align } from "../../../../generator/import/merge/merge-types.js";

function order(...lists: readonly (readonly string[] | undefined)[]): string[] {
  return align(lists, (name) => name).map(({ name }) => name);
}

test.each<[readonly (readonly string[] | undefined)[], readonly string[]]>([
  [
    [["a", "b"], undefined, ["a", "x", "b"]],
    ["a", "x", "b"],
  ],
  [
    [
      ["a", "b"],
      ["x", "a", "b", "y"],
    ],
    ["x", "a", "b", "y"],
  ],
  [
    [
      ["a", "b"],
      ["b", "a"],
    ],
    ["a", "b"],
  ],
  [[[], ["a"]], ["a"]],
  [[["a", "a"]], ["a", "a"]],
])("aligns %j to %j", (lists, expected) => {
  expect(order(...lists)).toEqual(expected);
});

test("returns the item of each list, or undefined", () => {
  const lists = [
    [{ name: "a", at: 1 }],
    undefined,
    [
      { name: "b", at: 2 },
      { name: "a", at: 3 },
    ],
  ];
  expect(align(lists, ({ name }) => name)).toEqual([
    { name: "b", cells: [undefined, undefined, { name: "b", at: 2 }] },
    { name: "a", cells: [{ name: "a", at: 1 }, undefined, { name: "a", at: 3 }] },
  ]);
});

test("returns each name once, in the order of the first list", () => {
  const list = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "__proto__", "1"));
  fc.assert(
    fc.property(list, list, list, (first, ...others) => {
      const merged = order(first, ...others);
      expect(new Set(merged)).toEqual(new Set([...first, ...others.flat()]));
      expect(merged.length).toBe(new Set(merged).size);
      expect(merged.filter((name) => (first as readonly string[]).includes(name))).toEqual(first);
    }),
  );
});
