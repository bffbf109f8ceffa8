import { describe, expect, test } from "vitest";
import { readSchemaInfo } from "../../../generator/introspection/schema-info.js";

describe("readSchemaInfo", () => {
  test("reads entries of every kind", () => {
    const answer = [
      { name: "str", "meta-type": "builtin", "json-type": "string" },
      { name: "1", "meta-type": "enum", members: [{ name: "a", features: ["unstable"] }], values: ["a"] },
      { name: "[1]", "meta-type": "array", "element-type": "1" },
      {
        name: "2",
        "meta-type": "object",
        members: [
          { name: "kind", type: "1" },
          { name: "b", type: "str", default: null, features: ["deprecated"] },
        ],
        tag: "kind",
        variants: [{ case: "a", type: "3" }],
      },
      { name: "3", "meta-type": "object", members: [] },
      { name: "4", "meta-type": "alternate", members: [{ type: "str" }, { type: "3" }] },
      {
        name: "go",
        "meta-type": "command",
        "arg-type": "3",
        "ret-type": "2",
        "allow-oob": true,
        features: ["x"],
      },
      { name: "stay", "meta-type": "command", "arg-type": "3", "ret-type": "3" },
      { name: "GONE", "meta-type": "event", "arg-type": "3" },
    ];
    expect(readSchemaInfo(answer)).toMatchInlineSnapshot(`
      [
        {
          "features": [],
          "json-type": "string",
          "meta-type": "builtin",
          "name": "str",
        },
        {
          "features": [],
          "members": [
            {
              "features": [
                "unstable",
              ],
              "name": "a",
            },
          ],
          "meta-type": "enum",
          "name": "1",
        },
        {
          "element-type": "1",
          "features": [],
          "meta-type": "array",
          "name": "[1]",
        },
        {
          "features": [],
          "members": [
            {
              "features": [],
              "name": "kind",
              "optional": false,
              "type": "1",
            },
            {
              "features": [
                "deprecated",
              ],
              "name": "b",
              "optional": true,
              "type": "str",
            },
          ],
          "meta-type": "object",
          "name": "2",
          "tag": "kind",
          "variants": [
            {
              "case": "a",
              "type": "3",
            },
          ],
        },
        {
          "features": [],
          "members": [],
          "meta-type": "object",
          "name": "3",
          "tag": undefined,
          "variants": [],
        },
        {
          "features": [],
          "members": [
            "str",
            "3",
          ],
          "meta-type": "alternate",
          "name": "4",
        },
        {
          "allow-oob": true,
          "arg-type": "3",
          "features": [
            "x",
          ],
          "meta-type": "command",
          "name": "go",
          "ret-type": "2",
        },
        {
          "allow-oob": false,
          "arg-type": "3",
          "features": [],
          "meta-type": "command",
          "name": "stay",
          "ret-type": "3",
        },
        {
          "arg-type": "3",
          "features": [],
          "meta-type": "event",
          "name": "GONE",
        },
      ]
    `);
  });

  test("reads enum values of QEMU before 6.2, which reports only their names", () => {
    const answer = [{ name: "1", "meta-type": "enum", values: ["a", "b"] }];
    const members = ["a", "b"].map((name) => ({ name, features: [] }));
    expect(readSchemaInfo(answer)).toEqual([{ name: "1", "meta-type": "enum", features: [], members }]);
  });

  test.each([
    [{}, "answer is not an array"],
    [[null], "answer[0] is not an object"],
    [[{ name: "a" }], "answer[0] has no member 'meta-type'"],
    [[{ name: 1, "meta-type": "event" }], "answer[0].name is not a string"],
    [[{ name: "a", "meta-type": "signal" }], "entry 'a' has unknown meta-type 'signal'"],
    [
      [{ name: "a", "meta-type": "object", members: [{ name: "b" }] }],
      "answer[0].members[0] has no member 'type'",
    ],
    [
      [{ name: "a", "meta-type": "command", "arg-type": "0", "ret-type": "0", "allow-oob": "yes" }],
      "answer[0].allow-oob is not a boolean",
    ],
  ])("rejects %j and names the place", (answer, message) => {
    expect(() => readSchemaInfo(answer)).toThrow(new TypeError(message));
  });
});
