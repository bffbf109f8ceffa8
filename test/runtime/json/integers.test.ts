import { expect, test } from "vitest";
import { toNumber } from "../../../runtime/index.js";

test("a safe integer becomes a number, whichever it was", () => {
  expect(toNumber(5)).toBe(5);
  expect(toNumber(-(2n ** 53n) + 1n)).toBe(Number.MIN_SAFE_INTEGER);
});

test.each([2n ** 53n, -(2n ** 53n), 2n ** 64n - 1n, 2 ** 53, 0.5, NaN])("%s is no safe integer", (value) => {
  expect(() => toNumber(value)).toThrow(RangeError);
});
