import { expect, test } from "vitest";
import { closestOf, listNames, suggest } from "../../../tools/output/suggest.js";

test.each([
  ["block_dev-add", "blockdev-add"],
  ["device-add", "device_add"],
  ["quit2", "quit"],
  ["zzzzzz", undefined],
])("%s means %s", (name, closest) => {
  expect(closestOf(name, ["quit", "device_add", "blockdev-add"])).toBe(closest);
  expect(suggest(name, ["quit", "device_add", "blockdev-add"])).toBe(
    closest === undefined ? "" : ` (did you mean "${closest}"?)`,
  );
});

test("a long list is cut", () => {
  const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
  expect(listNames(names)).toBe(`${names.slice(0, 12).join(", ")} and 8 more`);
});
