import fc from "fast-check";
import { expect, test } from "vitest";
import {
  integerOf,
  jsonOf,
  jsonTextOf,
  numberOf,
  textOf,
} from "../../../../../../tools/explore/page/console/fields/input-text.js";

test.each<[string, unknown]>([
  ["0", 0],
  [" 12 ", 12],
  ["-5", -5],
  ["0x10", 16],
  ["18446744073709551615", 18446744073709551615n],
  ["99999999999999999999", 99999999999999999999n],
  ["", ""],
  ["-", "-"],
  ["1.5", "1.5"],
  ["1e3", "1e3"],
])("the integer of %o is %o", (text, value) => {
  expect(integerOf(text)).toBe(value);
});

test.each<[string, unknown]>([
  ["1.5", 1.5],
  ["1e3", 1000],
  ["1e", "1e"],
  ["", ""],
  ["1e999", "1e999"],
])("the number of %o is %o", (text, value) => {
  expect(numberOf(text)).toBe(value);
});

test.each<[string, unknown]>([
  ["5", 5],
  ['"5"', "5"],
  ["abc", "abc"],
  ["[1e999]", "[1e999]"],
  ['{"a": 9223372036854775807}', { a: 9223372036854775807n }],
])("the JSON of %o is %o", (text, value) => {
  expect(jsonOf(text)).toEqual(value);
});

test("an integer and any JSON are read from their own text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), (integer) => {
      expect(BigInt(integerOf(textOf(integer)) as bigint | number)).toBe(integer);
    }),
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(jsonTextOf(jsonOf(jsonTextOf(value)))).toBe(jsonTextOf(value));
    }),
  );
});
