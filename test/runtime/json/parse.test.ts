import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExactly } from "../../../runtime/json.js";
import { parseJson } from "../../../runtime/json.js";
import { stringifyJson } from "../../../runtime/json.js";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });

/** The form in which a value arrives: an integer is a bigint if, and only if, number cannot hold it. */
function arriving(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

describe("exact integers", () => {
  test("every 64-bit integer arrives exactly, as a number where number can hold it", () => {
    fc.assert(
      fc.property(int64, (value) => {
        expect(parseJson(`{"value": [${value}]}`)).toEqual({ value: [arriving(value)] });
      }),
    );
  });

  test("what is sent is what was meant, and comes back the same", () => {
    fc.assert(
      fc.property(fc.array(int64), fc.string(), (values, text) => {
        const sent = stringifyJson({ values, [text]: text });
        expect(parseJson(sent ?? "")).toEqual({ values: values.map(arriving), [text]: text });
      }),
    );
  });

  test("strings, fractions and exponents stay what they are", () => {
    const text = '{"s": "12345678901234567890", "f": 1234567890123456789.5, "e": 12345678901234567e2}';
    expect(parseJson(text)).toEqual({
      s: "12345678901234567890",
      f: 1234567890123456789.5,
      e: 12345678901234567e2,
    });
  });
});

describe("the exact parser", () => {
  test("agrees with JSON.parse on every value, but for the integers that JSON.parse may have rounded", () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "large" }), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(parseExactly(text)).toEqual(JSON.parse(text, exactly));
      }),
    );
  });

  test("agrees with JSON.parse on what is no JSON", () => {
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

  test("knows an integer from a string that looks like it, and from a member's name", () => {
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

  test("nesting costs no stack", () => {
    const depth = 200_000;
    const text = `${"[".repeat(depth)}12345678901234567890${"]".repeat(depth)}`;
    let value = parseJson(text);
    for (let level = 0; level < depth; level++)
      value = Array.isArray(value) ? (value[0] as unknown) : undefined;
    expect(value).toBe(12345678901234567890n);
  });

  test.each(['{"__proto__": {"admin": true}}', '{"__proto__": {"admin": 12345678901234567890}}'])(
    "%s is plain data",
    (text) => {
      const value = parseJson(text) as object;
      expect(Object.keys(value)).toEqual(["__proto__"]);
      expect("admin" in value).toBe(false);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );
});

test("what is no JSON is undefined, with or without long integers", () => {
  expect(parseJson("{")).toBeUndefined();
  expect(parseJson('{"a": 12345678901234567890')).toBeUndefined();
});

/** An integer in digits that number cannot be trusted with, as the exact parser has it. */
function exactly(_key: string, value: unknown): unknown {
  const inDigits = typeof value === "number" && /^-?\d+$/.test(String(value));
  return inDigits && !Number.isSafeInteger(value) ? BigInt(String(value)) : value;
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
