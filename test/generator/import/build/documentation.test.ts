import { expect, test } from "vitest";
import { type Origin } from "../../../../generator/import/answer.js";
import { availabilityText } from "../../../../generator/import/build/documentation.js";

function origin(version: string | undefined, target: string | undefined, name = "file.json"): Origin {
  return { name, version, target };
}

const origins = [
  origin("7.2.22", "x86_64"),
  origin("10.0.2", "arm"),
  origin("10.0.2", "i386"),
  origin("10.0.2", "rx"),
  origin("10.0.2", "x86_64"),
];

test.each([
  [[0, 1, 2, 3, 4], "7.2.22, 10.0.2"],
  [[0], "7.2.22"],
  [[1, 2, 3, 4], "10.0.2"],
  [[0, 2, 4], "7.2.22, 10.0.2 (i386, x86_64)"],
  [[1, 2, 4], "10.0.2 (all but rx)"],
  [[1], "10.0.2 (arm)"],
])("describes presence in %j as %s", (places, text) => {
  expect(availabilityText(origins, new Set(places))).toBe(text);
});

test("uses the name of a server with an unknown version", () => {
  const servers = [origin(undefined, undefined, "old.json"), origin(undefined, undefined, "new.json")];
  expect(availabilityText(servers, new Set([1]))).toBe("new.json");
});

test("sanitizes versions and targets from servers", () => {
  const hostile = origin("1.0\n##\n# @x: y.  Z", "a, b) Features:", "n");
  expect(availabilityText([hostile, origin("1.0\n##\n# @x: y.  Z", "c")], new Set([0]))).toBe(
    "1.0-x:-y.-Z (a-b-Features)",
  );
  const long = "x".repeat(500);
  expect(availabilityText([origin(long, long), origin("1", "2")], new Set([0])).length).toBeLessThan(60);
});
