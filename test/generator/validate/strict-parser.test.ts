import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStrictly } from "../../../generator/validate/strict-parser.js";

const options = { parseFraction: Number, onDuplicate: (): void => undefined };

test("agrees with JSON.parse on valid and invalid texts", () => {
  const parts = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\\",
    "-",
    '"',
    '"a"',
    "1",
    "01",
    ".5",
    "e1",
    "true",
    "null",
    "false",
    "0.25",
  );
  const pieces = fc.array(parts, { maxLength: 12 }).map((all) => all.join(""));
  const texts = fc.oneof(fc.json({ depthSize: "large" }), pieces);
  fc.assert(
    fc.property(texts, (text) => {
      expect(outcome(() => parseStrictly(text, options))).toEqual(
        outcome(() => JSON.parse(text, exactly) as unknown),
      );
    }),
    { numRuns: 5000 },
  );
});

/** A reviver that returns bigint for integers beyond the exact range of number. */
function exactly(_key: string, value: unknown): unknown {
  const isInteger = typeof value === "number" && /^-?\d+$/.test(String(value));
  return isInteger && !Number.isSafeInteger(value) ? BigInt(String(value)) : value;
}

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return "SyntaxError";
  }
}

describe("the options", () => {
  test("parseFraction receives only numerals with a point or an exponent", () => {
    const parseFraction = (numeral: string): unknown => ({ numeral });
    expect(
      parseStrictly("[1.0, 1e2, -0, 12345678901234567890]", { parseFraction, onDuplicate: () => undefined }),
    ).toEqual([{ numeral: "1.0" }, { numeral: "1e2" }, -0, 12345678901234567890n]);
  });

  test("onDuplicate receives members that occur twice in one object", () => {
    const keys: string[] = [];
    const onDuplicate = (key: string): void => {
      keys.push(key);
    };
    const text = '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}], "a": 2, "__proto__": 1, "__proto__": 2}';
    expect(parseStrictly(text, { parseFraction: Number, onDuplicate })).toMatchObject({ a: 2 });
    expect(keys).toEqual(["a", "__proto__"]);
  });
});
