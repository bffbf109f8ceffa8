import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseExactly, parseJson, stringifyJson, toNumber } from "../../runtime/json.js";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });

/** Returns a 64-bit integer as it is received: a number if a number can hold it exactly, else a bigint. */
function received(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

describe("a 64-bit integer", () => {
  test("is parsed exactly, as a number if a number can hold it", () => {
    fc.assert(
      fc.property(int64, (value) => {
        expect(parseJson(`{"value": [${value}]}`)).toEqual({ value: [received(value)] });
      }),
    );
  });

  test("is unchanged by stringifyJson() and parseJson()", () => {
    fc.assert(
      fc.property(fc.array(int64), fc.string(), (values, text) => {
        const json = stringifyJson({ values, [text]: text });
        expect(parseJson(json ?? "")).toEqual({ values: values.map(received), [text]: text });
      }),
    );
  });

  test("is not confused with a string, a fraction or an exponent", () => {
    const text = '{"s": "12345678901234567890", "f": 1234567890123456789.5, "e": 12345678901234567e2}';
    expect(parseJson(text)).toEqual({
      s: "12345678901234567890",
      f: 1234567890123456789.5,
      e: 12345678901234567e2,
    });
  });
});

describe("parseExactly()", () => {
  test("agrees with JSON.parse on every value except integers that JSON.parse may round", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "large" }), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(parseExactly(text)).toEqual(JSON.parse(text, restoreIntegers));
      }),
    );
  });

  test("rejects the same texts as JSON.parse", () => {
    const parts = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "12345678901234567890",
      "-",
      "01",
      ".5",
      "e1",
      "true",
      " ",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        expect(isJson(() => parseExactly(text))).toBe(isJson(() => JSON.parse(text) as unknown));
      }),
      { numRuns: 5000 },
    );
  });

  test("distinguishes an integer from a string of digits and from a member's name", () => {
    const long = "12345678901234567890";
    expect(parseExactly(`{"${long}": ["${long}"], "a": [${long}], "b": ["\\"${long}"]}`)).toEqual({
      [long]: [long],
      a: [BigInt(long)],
      b: [`"${long}`],
    });
    for (const text of [`{${long}: 1}`, `[0${long}]`, `[--${long}]`, `[${long}${long}.]`, `["a" ${long}]`]) {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
    }
  });

  test("does not overflow the stack on deep nesting", () => {
    const depth = 200_000;
    const text = `${"[".repeat(depth)}12345678901234567890${"]".repeat(depth)}`;
    let value: unknown = parseExactly(text);
    for (let level = 0; level < depth; level++)
      value = Array.isArray(value) ? (value[0] as unknown) : undefined;
    expect(value).toBe(12345678901234567890n);
  });

  test.each(['{"__proto__": {"admin": true}}', '{"__proto__": {"admin": 12345678901234567890}}'])(
    "treats __proto__ as an ordinary member: %s",
    (text) => {
      const value = parseJson(text) as object;
      expect(Object.keys(value)).toEqual(["__proto__"]);
      expect("admin" in value).toBe(false);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );
});

test("parseJson() returns undefined for invalid JSON, with or without long integers", () => {
  expect(parseJson("{")).toBeUndefined();
  expect(parseJson('{"a": 12345678901234567890')).toBeUndefined();
});

describe("stringifyJson()", () => {
  test("writes a bigint as an integer", () => {
    expect(stringifyJson({ size: 2n ** 64n - 1n, list: [-1n] })).toBe(
      '{"size":18446744073709551615,"list":[-1]}',
    );
  });

  test("does not change a string that looks like a marked bigint", () => {
    const random = vi.spyOn(Math, "random").mockReturnValueOnce(0.5).mockReturnValueOnce(0.25);
    const value = { "0.5:1": "0.5:5", list: ['"0.5:5"'], size: 7n };
    expect(stringifyJson(value)).toBe('{"0.5:1":"0.5:5","list":["\\"0.5:5\\""],"size":7}');
    expect(random).toHaveBeenCalledTimes(2);
    random.mockRestore();
  });

  test("writes ASCII only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = stringifyJson([text]) ?? "";
        expect(json).toMatch(/^[ -~]*$/);
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });

  test("returns undefined for undefined and throws for a circular value", () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    expect(stringifyJson(undefined)).toBeUndefined();
    expect(() => stringifyJson(circle)).toThrow(TypeError);
    expect(() => stringifyJson({ circle, size: 1n })).toThrow(TypeError);
  });
});

describe("toNumber()", () => {
  test("converts a safe integer, number or bigint", () => {
    expect(toNumber(5)).toBe(5);
    expect(toNumber(-(2n ** 53n) + 1n)).toBe(Number.MIN_SAFE_INTEGER);
  });

  test.each([2n ** 53n, -(2n ** 53n), 2n ** 64n - 1n, 2 ** 53, 0.5, NaN])(
    "throws a RangeError for %s",
    (value) => {
      expect(() => toNumber(value)).toThrow(RangeError);
    },
  );
});

/** A reviver that converts the integers that `JSON.parse` may have rounded to bigints. */
function restoreIntegers(_key: string, value: unknown): unknown {
  const isInteger = typeof value === "number" && /^-?\d+$/.test(String(value));
  return isInteger && !Number.isSafeInteger(value) ? BigInt(String(value)) : value;
}

function isJson(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return false;
  }
}
