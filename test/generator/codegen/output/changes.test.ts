import { expect, test } from "vitest";
import { findChanges, isCurrent, type Changes } from "../../../../generator/codegen/output/changes.js";

const isGenerated = (text: string): boolean => text.startsWith("ours");
const content = (
  files: Record<string, string>,
  links: readonly string[] = [],
): Parameters<typeof findChanges>[0] => ({
  files: new Map(Object.entries(files)),
  links: new Set(links),
});
const none: Changes = { missing: [], outdated: [], superfluous: [], foreign: [], unchanged: 0 };

test("finds no changes in an up-to-date folder", () => {
  const changes = findChanges(content({ "a.ts": "ours 1" }), new Map([["a.ts", "ours 1"]]), isGenerated);
  expect(changes).toEqual({ ...none, unchanged: 1 });
  expect(isCurrent(changes)).toBe(true);
});

test("distinguishes missing, outdated and superfluous files, and ignores files of others", () => {
  const wanted = new Map([
    ["new.ts", "ours"],
    ["old.ts", "ours 2"],
    ["same.ts", "ours"],
  ]);
  const there = content({
    "old.ts": "ours 1",
    "same.ts": "ours",
    "gone.ts": "ours",
    "own.ts": "another author's",
  });
  const changes = findChanges(there, wanted, isGenerated);
  expect(changes).toEqual({
    ...none,
    missing: ["new.ts"],
    outdated: ["old.ts"],
    superfluous: ["gone.ts"],
    unchanged: 1,
  });
  expect(isCurrent(changes)).toBe(false);
});

test("reports foreign files and links in the way", () => {
  const wanted = new Map([
    ["a/b/types.ts", "ours"],
    ["index.ts", "ours"],
    ["link.ts", "ours"],
  ]);
  const changes = findChanges(
    content({ "index.ts": "mine" }, ["a/b", "link.ts", "elsewhere"]),
    wanted,
    isGenerated,
  );
  expect(changes.foreign).toEqual(["index.ts", "a/b", "link.ts"]);
  expect(changes.outdated).toEqual([]);
  expect(isCurrent(changes)).toBe(false);
});
