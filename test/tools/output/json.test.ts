import fc from "fast-check";
import { parseExactly } from "qapi-ts";
import { expect, test } from "vitest";
import { stringifyExactly } from "../../../tools/output/json.js";

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isWrittenAsNumber),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** An integer without a fraction or exponent beyond 2^53 is read as a bigint, and -0 is written as 0. */
function isWrittenAsNumber(value: number): boolean {
  return !Object.is(value, -0) && (!/^-?\d+$/.test(String(value)) || Number.isSafeInteger(value));
}

test.each([0, 2])("every value is read as it was, with an indentation of %i", (indent) => {
  fc.assert(
    fc.property(json, (value) => {
      expect(parseExactly(stringifyExactly(value, indent))).toEqual(value);
    }),
  );
});

test("a number beyond 2^53 keeps its value", () => {
  expect(stringifyExactly([1e16, 1e21])).toBe("[10000000000000000,1e+21]");
});

test("the text is that of JSON.stringify without 64-bit integers", () => {
  const value = { a: [1, "x", null, {}, []], b: { c: true, d: undefined }, e: 1.5 };
  expect(stringifyExactly(value)).toBe(JSON.stringify(value));
  expect(stringifyExactly(value, 2)).toBe(JSON.stringify(value, undefined, 2));
});
