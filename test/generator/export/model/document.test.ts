import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../../../generator/export/model/document.js";

test("prints any JSON value so that JSON.parse restores it, at any depth of lines", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
      expect(JSON.parse(jsonText(value, depth))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("divides the given number of levels into lines", () => {
  const value = { a: [1, { b: [2, 3] }], c: {} };
  expect(jsonText(value, 0)).toBe('{"a":[1,{"b":[2,3]}],"c":{}}\n');
  expect(jsonText(value, 1)).toBe('{\n"a":[1,{"b":[2,3]}],\n"c":{}\n}\n');
  expect(jsonText(value, 2)).toBe('{\n"a":[\n1,\n{"b":[2,3]}\n],\n"c":{}\n}\n');
});

test("prints bigint exactly, and control and invisible characters as escapes", () => {
  expect(jsonText([2n ** 64n, "\u009b\u202e\u2028\ud800\n"], 0)).toBe(
    '[18446744073709551616,"\\u009b\\u202e\\u2028\\ud800\\n"]\n',
  );
});
