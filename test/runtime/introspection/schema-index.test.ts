import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SchemaIndex, type SupportQuestion } from "../../../runtime/introspection/server-features.js";

const answer = [
  { name: "add", "meta-type": "command", "arg-type": "0", "ret-type": "[1]", features: ["deprecated"] },
  { name: "GONE", "meta-type": "event", "arg-type": "2" },
  {
    name: "0",
    "meta-type": "object",
    tag: "kind",
    members: [
      { name: "kind", type: "3" },
      { name: "next", type: "4", default: null, features: ["unstable"] },
    ],
    variants: [
      { case: "file", type: "2" },
      { case: "null", type: "5" },
    ],
  },
  { name: "[1]", "meta-type": "array", "element-type": "1" },
  { name: "1", "meta-type": "object", members: [{ name: "inner", type: "2" }] },
  { name: "2", "meta-type": "object", members: [{ name: "path", type: "str" }] },
  {
    name: "3",
    "meta-type": "enum",
    values: ["file", "null"],
    members: [{ name: "file" }, { name: "null", features: ["deprecated"] }],
  },
  { name: "4", "meta-type": "alternate", members: [{ type: "str" }, { type: "0" }] },
  { name: "5", "meta-type": "object", members: [] },
  { name: "old", "meta-type": "command", "arg-type": "6", "ret-type": "5" },
  { name: "6", "meta-type": "object", members: [{ name: "mode", type: "7" }] },
  { name: "7", "meta-type": "enum", values: ["fast"] },
  { name: "str", "meta-type": "builtin", "json-type": "string" },
];
const index = new SchemaIndex(answer);

describe("supports", () => {
  test.each<SupportQuestion>([
    { command: "add" },
    { command: "add", feature: "deprecated" },
    { event: "GONE" },
    { command: "add", argument: "kind" },
    { command: "add", argument: "next", feature: "unstable" },
    { command: "add", argument: "kind", value: "null", feature: "deprecated" },
    { command: "old", argument: "mode", value: "fast" },
    { event: "GONE", data: "path" },
  ])("%j", (question) => {
    expect(index.supports(question)).toBe(true);
  });

  test("a member of a branch, of an alternative and of an array's element", () => {
    expect(index.supports({ command: "add", argument: "path" })).toBe(true);
    expect(index.supports({ command: "add", argument: ["next", "next", "kind"], value: "file" })).toBe(true);
    expect(index.supports({ command: "add", returns: ["inner", "path"] })).toBe(true);
  });
});

describe("does not support", () => {
  test.each<SupportQuestion>([
    { command: "GONE" },
    { event: "add" },
    { command: "0" },
    { command: "remove" },
    { command: "add", feature: "unstable" },
    { command: "add", argument: "inner" },
    { command: "add", argument: "kind", feature: "unstable" },
    { command: "add", argument: "kind", value: "qcow2" },
    { command: "add", argument: "kind", value: "file", feature: "deprecated" },
    { command: "add", argument: ["kind", "path"] },
    { command: "add", returns: "path" },
    { event: "GONE", data: "kind" },
    { command: "__proto__" },
    { command: "add", argument: "constructor" },
  ])("%j", (question) => {
    expect(index.supports(question)).toBe(false);
  });
});

test("members of a question that are undefined do not count", () => {
  // A program in JavaScript, or without the compiler's exactOptionalPropertyTypes, may pass them.
  const absent = { command: undefined, event: undefined, argument: undefined, returns: undefined };
  const rest = { data: undefined, feature: undefined, value: undefined };
  const supports = (question: object): boolean =>
    index.supports({ ...absent, ...rest, ...question } as object as SupportQuestion);
  expect(supports({ event: "GONE" })).toBe(true);
  expect(supports({ event: "GONE", data: "kind" })).toBe(false);
  expect(supports({ command: "add", returns: "path" })).toBe(false);
  expect(supports({ command: "add", returns: ["inner", "path"] })).toBe(true);
  expect(supports({ command: "add", argument: "inner" })).toBe(false);
});

test("does not throw for any answer, and supports nothing that the answer lacks", () => {
  const mangled = fc.constantFrom(...answer).chain((info) =>
    fc
      .record({
        key: fc.constantFrom("name", "meta-type", "arg-type", "members", "variants", "values", "features"),
        value: fc.oneof(fc.jsonValue(), fc.constantFrom("0", "1", "[1]", "4")),
      })
      .map(({ key, value }) => ({ ...info, [key]: value })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.oneof(mangled, fc.jsonValue()))), (json) => {
      const hostile = new SchemaIndex(json);
      expect(hostile.supports({ command: "add", argument: ["next", "path"], value: "x" })).toBe(false);
      expect(hostile.supports({ event: "nowhere" })).toBe(false);
    }),
  );
});
