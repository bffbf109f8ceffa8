import { expect, test } from "vitest";
import type { Documentation, Position } from "../../generator/model/index.js";
import { definitionSince, featureVersions, memberVersions } from "../../schema/print/since.js";

const position: Position = { file: "case.json", line: 1, column: 1 };

function documented(parts: Partial<Documentation>): Documentation {
  return { symbol: "Thing", position, body: [], members: [], features: [], sections: [], ...parts };
}

test.each([
  [["2.10"], "2.10"],
  [["2.2; some values are younger"], "2.2"],
  [["the beginning"], undefined],
  [[], undefined],
])("reads the version of a definition from %j: %s", (lines, version) => {
  expect(definitionSince(documented({ sections: [{ tag: "Since", lines, position }] }))).toBe(version);
});

test("returns no version without documentation", () => {
  expect(definitionSince(undefined)).toBeUndefined();
  expect(memberVersions(undefined)).toEqual(new Map());
});

test.each([
  ["the thing (since 2.8)", "2.8"],
  ["the thing (Since: 10.0.1).", "10.0.1"],
  ["the thing (default: on; since 4.2)", "4.2"],
  ["the thing (default on, since: 4.2)", "4.2"],
  ["the thing (since 5.2; default: 100)", "5.2"],
  ["the thing (Since 2.7)  Empty works only since 2.9.", "2.7"],
  ["since 3.0", "3.0"],
  ["Since 3.0.", "3.0"],
  ["a name, but since 2.7 it can be another", undefined],
  ["the thing (since 2.4 for one, 3.1 for another)", undefined],
  ["the thing (since Linux 5.0)", undefined],
])("reads the version of a member from %s", (text, version) => {
  const item = { name: "it", lines: text.split("  "), position };
  const expected = new Map(version === undefined ? [] : [["it", version]]);
  expect(memberVersions(documented({ members: [item] }))).toEqual(expected);
  expect(featureVersions(documented({ features: [item] }))).toEqual(expected);
});
