import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { stringifyJson } from "../../../runtime/json.js";

test("bigints are written as integers", () => {
  expect(stringifyJson({ size: 2n ** 64n - 1n, list: [-1n] })).toBe(
    '{"size":18446744073709551615,"list":[-1]}',
  );
});

test("a string that looks like a marked bigint stays a string", () => {
  const random = vi.spyOn(Math, "random").mockReturnValueOnce(0.5).mockReturnValueOnce(0.25);
  const value = { "0.5:1": "0.5:5", list: ['"0.5:5"'], size: 7n };
  expect(stringifyJson(value)).toBe('{"0.5:1":"0.5:5","list":["\\"0.5:5\\""],"size":7}');
  expect(random).toHaveBeenCalledTimes(2);
  random.mockRestore();
});

test("the text is ASCII, whatever it says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = stringifyJson([text]) ?? "";
      expect(json).toMatch(/^[ -~]*$/);
      expect(JSON.parse(json)).toEqual([text]);
    }),
  );
});

test("what has no JSON text is undefined, what cannot have one throws", () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(stringifyJson(undefined)).toBeUndefined();
  expect(() => stringifyJson(circle)).toThrow(TypeError);
  expect(() => stringifyJson({ circle, size: 1n })).toThrow(TypeError);
});
