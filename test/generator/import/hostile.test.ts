import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../generator/diagnostics/diagnostic.js";
import { parseAnswer } from "../../../generator/import/answer.js";
import { check, importText } from "./support/import-text.js";

const nothing = { name: "0", "meta-type": "object", members: [] };
const text = { name: "str", "meta-type": "builtin", "json-type": "string" };
const command = { name: "go", "meta-type": "command", "arg-type": "0", "ret-type": "0" };

function errorMessage(answer: unknown): string {
  try {
    importText({ "kept.json": answer });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "no error";
}

describe("rejects an inconsistent answer and names the place", () => {
  test.each<readonly [string, unknown, string]>([
    ["a string", "text", '"kept.json" is not an answer to query-qmp-schema'],
    ["null", null, '"kept.json" is not an answer'],
    ["an entry that is not an object", [command, 7], "answer[1] is not an object"],
    ["an entry without a name", [{ "meta-type": "event" }], "answer[0] has no member 'name'"],
    ["an unknown meta-type", [{ ...command, "meta-type": "service" }], "unknown meta-type 'service'"],
    [
      "a member without a type",
      [{ ...nothing, members: [{ name: "a" }] }],
      "members[0] has no member 'type'",
    ],
    [
      "a dangling argument type",
      [nothing, { ...command, "arg-type": "9" }],
      'command "go": arg-type: unknown type "9"',
    ],
    ["a dangling return type", [nothing, { ...command, "ret-type": "go" }], 'ret-type: unknown type "go"'],
    [
      "a dangling member",
      [{ ...nothing, members: [{ name: "a", type: "b" }] }],
      'object "0": member "a": unknown type "b"',
    ],
    [
      "arguments that are not an object",
      [text, nothing, { ...command, "arg-type": "str" }],
      'arg-type: expected an object type, but "str" has meta-type builtin',
    ],
    [
      "a branch that is not an object",
      [text, { ...nothing, tag: "t", variants: [{ case: "c", type: "str" }] }],
      'case "c": expected an object type',
    ],
    [
      "an array of arrays",
      [
        { name: "[a]", "meta-type": "array", "element-type": "[b]" },
        { name: "[b]", "meta-type": "array", "element-type": "str" },
        text,
      ],
      'array "[a]": QAPI does not support arrays of arrays',
    ],
    ["two entries with one name", [nothing, nothing], 'object "0": duplicate entry'],
    ["an unknown built-in type", [{ ...text, name: "decimal" }], "unknown built-in type"],
    ["a quote in a name", [nothing, { ...command, name: "go' }" }], 'command "go\' }": bad-name'],
    ["a path as a name", [nothing, { ...command, name: "../../etc/passwd" }], "bad-name"],
    ["__proto__ as a name", [nothing, { ...command, name: "__proto__" }], 'command "__proto__": bad-name'],
    [
      "a line end in a value",
      [
        { name: "1", "meta-type": "enum", values: ["a\n##"] },
        { ...command, "arg-type": "0", "ret-type": "1" },
        nothing,
      ],
      "bad-name",
    ],
    [
      "a discriminator that is not a member",
      [{ ...nothing, tag: "t", variants: [] }, command],
      "bad-discriminator",
    ],
    [
      "alternatives with the same JSON type",
      [
        { name: "1", "meta-type": "alternate", members: [{ type: "str" }, { type: "2" }] },
        { name: "2", "meta-type": "enum", values: ["a"] },
        text,
        nothing,
        { ...command, "ret-type": "1" },
      ],
      "indistinct-branches",
    ],
    [
      "a duplicate member",
      [
        {
          name: "1",
          "meta-type": "object",
          members: [
            { name: "a", type: "str" },
            { name: "a", type: "str" },
          ],
        },
        text,
        nothing,
        { ...command, "arg-type": "1" },
      ],
      "clash",
    ],
  ])("%s", (_, answer, message) => {
    expect(errorMessage(answer)).toContain(message);
  });

  test("rejects text that is not JSON", () => {
    expect(() => parseAnswer("kept.json", "{")).toThrow(/^"kept\.json" is not JSON: /);
    expect(() => parseAnswer("kept.json", "{")).toThrow(UserError);
  });

  test("rejects a name that is a command in one answer and an event in another", () => {
    const event = { name: "go", "meta-type": "event", "arg-type": "0" };
    expect(() => importText({ a: [nothing, command], b: [nothing, event] })).toThrow(
      '"go" is a command in one answer and an event in another',
    );
  });
});

test("imports recursive types", () => {
  const self = { name: "1", "meta-type": "object", members: [{ name: "next", type: "1", default: null }] };
  const branches = [
    {
      ...self,
      name: "2",
      members: [{ name: "kind", type: "3" }],
      tag: "kind",
      variants: [{ case: "a", type: "1" }],
    },
    { name: "3", "meta-type": "enum", values: ["a"] },
  ];
  const answer = [nothing, self, ...branches, { ...command, "arg-type": "1", "ret-type": "2" }];
  expect(check(importText({ answer })).diagnostics).toEqual([]);
});

/** Valid answers in which up to three properties are replaced. */
const names = fc.constantFrom(
  "0",
  "1",
  "2",
  "3",
  "4",
  "5",
  "str",
  "go",
  "LOST",
  "q_x",
  "u",
  "a_B",
  "has-it",
  "List",
  "'",
  "",
);
const base = [
  nothing,
  {
    name: "1",
    "meta-type": "object",
    members: [
      { name: "kind", type: "2" },
      { name: "n", type: "str" },
    ],
    tag: "kind",
    variants: [
      { case: "a", type: "3" },
      { case: "b", type: "0" },
    ],
  },
  { name: "2", "meta-type": "enum", values: ["a", "b"] },
  { name: "3", "meta-type": "object", members: [{ name: "to", type: "4", default: null }] },
  { name: "4", "meta-type": "alternate", members: [{ type: "5" }, { type: "str" }] },
  { name: "5", "meta-type": "object", members: [{ name: "more", type: "1" }] },
  text,
  { ...command, "arg-type": "1", "ret-type": "3" },
  { name: "LOST", "meta-type": "event", "arg-type": "5" },
];
const wrong = fc.oneof(
  names,
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(fc.record({ name: names, type: names, case: names })),
  fc.array(names),
);
const keys = fc.constantFrom(
  "name",
  "meta-type",
  "arg-type",
  "ret-type",
  "members",
  "variants",
  "tag",
  "values",
  "features",
  "element-type",
  "__proto__",
);
const mutant = fc
  .array(fc.record({ at: fc.nat(base.length - 1), key: keys, value: wrong }), { minLength: 1, maxLength: 3 })
  .map((changes) => {
    const entries: unknown[] = [...base];
    for (const { at, key, value } of changes) {
      entries[at] = Object.fromEntries([...Object.entries(entries[at] as object), [key, value]]);
    }
    return entries;
  });

test("reports every invalid answer or imports a schema that passes all rules", () => {
  let imported = 0;
  fc.assert(
    fc.property(fc.oneof(mutant, fc.constant(base)), fc.boolean(), (answer, isMerged) => {
      try {
        const schema = importText({ answer, ...(isMerged && { other: base }) });
        imported++;
        expect(check(schema).diagnostics).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 500 },
  );
  expect(imported).toBeGreaterThan(20);
});
