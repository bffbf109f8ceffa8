import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStrictly } from "../../../generator/validate/strict-parser.js";

const plain = { float: Number, repeated: (): void => undefined };

test("agrees with JSON.parse on every value, and on what is none", () => {
  const parts = fc.constantFrom(
    ...["{", "}", "[", "]", ",", ":", " ", "\\", "-", '"'],
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
      expect(outcome(() => parseStrictly(text, plain))).toEqual(
        outcome(() => JSON.parse(text, exactly) as unknown),
      );
    }),
    { numRuns: 5000 },
  );
});

/** An integer in digits that number cannot be trusted with. */
function exactly(_key: string, value: unknown): unknown {
  const inDigits = typeof value === "number" && /^-?\d+$/.test(String(value));
  return inDigits && !Number.isSafeInteger(value) ? BigInt(String(value)) : value;
}

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return "SyntaxError";
  }
}

describe("whoever judges texts", () => {
  test("is asked for the value of what is written with a point or an exponent, and of nothing else", () => {
    const float = (numeral: string): unknown => ({ numeral });
    expect(
      parseStrictly("[1.0, 1e2, -0, 12345678901234567890]", { float, repeated: () => undefined }),
    ).toEqual([{ numeral: "1.0" }, { numeral: "1e2" }, -0, 12345678901234567890n]);
  });

  test("is told of members that are there twice, in one object and not in two", () => {
    const keys: string[] = [];
    const repeated = (key: string): void => {
      keys.push(key);
    };
    const text = '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}], "a": 2, "__proto__": 1, "__proto__": 2}';
    expect(parseStrictly(text, { float: Number, repeated })).toMatchObject({ a: 2 });
    expect(keys).toEqual(["a", "__proto__"]);
  });
});
