import { expect, test } from "vitest";
import { keptOnce } from "../../../runtime/session/kept-once.js";

test("values that are equal are one, and nobody changes it for the others", () => {
  const one = keptOnce({ version: { major: 10 }, capabilities: ["oob"] });
  expect(keptOnce({ version: { major: 10 }, capabilities: ["oob"] })).toBe(one);
  expect(keptOnce({ version: { major: 7 }, capabilities: ["oob"] })).not.toBe(one);
  expect(one).toEqual({ version: { major: 10 }, capabilities: ["oob"] });
  expect(Object.isFrozen(one.version)).toBe(true);
  expect(Object.isFrozen(one.capabilities)).toBe(true);
});

test("a member that has no value is no difference", () => {
  expect(keptOnce<object>({ version: undefined })).toEqual({});
});

test("neither many kinds nor long texts fill the memory", () => {
  const first = keptOnce({ kind: 0 });
  for (let kind = 1; kind <= 20; kind++) keptOnce({ kind });
  expect(keptOnce({ kind: 0 })).not.toBe(first);
  const long = { text: "x".repeat(2000) };
  expect(keptOnce(long)).toEqual(long);
  expect(keptOnce(long)).not.toBe(keptOnce(long));
});
