import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonSyntaxError } from "../../../runtime/framing/json-string.js";
import { parseValue } from "../../../runtime/framing/json-value.js";
import { bytesOf } from "../../../runtime/transport/transport.js";

const parseText = (text: string): unknown => parseValue(new TextEncoder().encode(text));

/** Each character is a byte. */
const parseBytes = (text: string): unknown => parseValue(bytesOf(text));

const hasNoncharacter = (text: string): boolean =>
  Array.from(text).some((character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return (codePoint >= 0xfdd0 && codePoint <= 0xfdef) || (codePoint & 0xfffe) === 0xfffe;
  });

test("a value is parsed as by JSON.parse, with and without escape sequences", () => {
  const value = fc
    .jsonValue({ stringUnit: "binary" })
    .filter((each) => !hasNoncharacter(JSON.stringify(each)));
  const escaped = (text: string): string =>
    text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  fc.assert(
    fc.property(value, fc.boolean(), fc.constantFrom(0, 2), (each, escapes, space) => {
      const text = JSON.stringify(
        each,
        (_key, member: unknown) => (typeof member === "number" ? member / 8 : member),
        space,
      );
      fc.pre(!/\d{16}/.test(text));
      expect(parseText(escapes ? escaped(text) : text)).toEqual(JSON.parse(text));
    }),
  );
});

describe("numbers", () => {
  test.each([
    ["0", 0],
    ["-0", 0],
    ["-0.0", -0],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["18446744073709551615", 18446744073709551615n],
    ["18446744073709551616", 18446744073709551616],
    ["-9223372036854775809", -9223372036854775809],
    ["1.5e-3", 0.0015],
    ["1E+2", 100],
    [`1${"0".repeat(300)}`, 1e300],
    [`0.${"3".repeat(10_000)}`, 1 / 3],
  ])("%s", (text, expected) => {
    expect(parseText(text)).toBe(expected);
  });

  test.each(["1e309", "-1e309", "9".repeat(400), `1e${"9".repeat(1000)}`])("%s is refused", (text) => {
    expect(() => parseText(text)).toThrow(new JsonSyntaxError("a number is too large"));
  });
});

describe("strings", () => {
  test.each([
    ["'it\\'s \"x\"'", 'it\'s "x"'],
    ['"\\u0000\\/\\b\\f\\n\\r\\t\\"\\\\"', '\u0000/\b\f\n\r\t"\\'],
    ['"\\ud83d\\ude00"', "\u{1f600}"],
    ['"\u00f0\u009f\u0098\u0080"', "\u{1f600}"],
    ['"\u00f4\u008f\u00bf\u00bd"', "\u{10fffd}"],
    ['"\u00c0\u0080"', "\0"],
    ['"x\u00c0\u0080\u00c0\u0080\u00e2\u0082\u00ac\\n"', "x\0\0\u20ac\n"],
    ['"\u00ef\u00bb\u00bfx"', "\ufeffx"],
    [`"${"\\n".repeat(10_000)}"`, "\n".repeat(10_000)],
  ])("%j", (bytes, expected) => {
    expect(parseBytes(bytes)).toBe(expected);
  });

  const invalidEscape = "invalid escape sequence in a string";
  test.each([
    ['"\\x"', invalidEscape],
    ['"\\u12"', invalidEscape],
    ['"\\u12g4"', invalidEscape],
    ['"\\u"', invalidEscape],
    ['"\\\u00c0\u0080"', invalidEscape],
    ['"\\ud83d"', "U+D83D is not a character"],
    ['"\\ude00"', "U+DE00 is not a character"],
    ['"\\ud83d\\u0041"', "U+D83D is not a character"],
    ['"\\ufdd0"', "U+FDD0 is not a character"],
    ['"\\ud83f\\udffe"', "U+1FFFE is not a character"],
    ['"\u00ef\u00bf\u00be"', "U+FFFE is not a character"],
  ])("%j is refused", (bytes, message) => {
    expect(() => parseBytes(bytes)).toThrow(new JsonSyntaxError(message));
  });

  test.each([
    "\u0080",
    "\u00bf",
    "\u00c3",
    "\u00c3(",
    "\u00c1\u0081",
    "\u00e0\u0080\u0080",
    "\u00f0\u0080\u0080\u0080",
    "\u00e2\u0082",
    "\u00f0\u009f\u0098",
    "\u00f8\u0088\u0080\u0080\u0080",
    "\u00fd",
    "\u00c0",
    "\u00c0\u0081",
    "\u00c0\u0080\u0080",
    "\u00c0\u00c0\u0080",
    "\u00ed\u00a0\u0080",
    "\u00f4\u0090\u0080\u0080",
  ])("the bytes %j are refused", (bytes) => {
    expect(() => parseBytes(`"${bytes}"`)).toThrow(new JsonSyntaxError("invalid UTF-8 in a string"));
  });
});

test.each([
  ['{"a":1,"a":2}', "an object has a member twice"],
  ['{"a":{"__proto__":1,"__proto__":2}}', "an object has a member twice"],
  ["{1:2}", "the name of a member must be a string"],
  ['{"a" 1}', "a ':' is missing after the name of a member"],
  ['{"a":1 "b":2}', "a ',' or '}' is missing after a member"],
  ["[1 2]", "a ',' or ']' is missing after an element"],
  ["[1,]", "a value is missing before ']'"],
  ['{"a":}', "a value is missing before '}'"],
  ["", "a value is missing"],
  ["nul", "an unknown keyword"],
  ["0e5", "text after the value"],
])("%s is refused", (text, message) => {
  expect(() => parseText(text)).toThrow(new JsonSyntaxError(message));
});

test("a member __proto__ is an ordinary member", () => {
  const value = parseText('{"__proto__":{"polluted":true},"constructor":1}') as object;
  expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect("polluted" in {}).toBe(false);
});
