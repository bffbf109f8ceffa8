import { expect, test } from "vitest";
import {
  findChanges,
  isCurrent,
  type Changes,
  type FolderState,
} from "../../../../generator/codegen/output/folder.js";

const isGenerated = (text: string): boolean => text.startsWith("ours");
const state = (
  files: Record<string, string>,
  { obstacles = [], own = [] }: { obstacles?: readonly string[]; own?: readonly string[] } = {},
): FolderState => ({
  content: new Map(Object.entries(files)),
  obstacles,
  isOwn: (path) => own.includes(path),
});
const none: Changes = { missing: [], outdated: [], superfluous: [], foreign: [], unchanged: 0 };

test("finds no changes in an up-to-date folder", () => {
  const changes = findChanges(state({ "a.ts": "ours 1" }), new Map([["a.ts", "ours 1"]]), isGenerated);
  expect(changes).toEqual({ ...none, unchanged: 1 });
  expect(isCurrent(changes)).toBe(true);
});

test("distinguishes missing, outdated and superfluous files, and ignores files of others", () => {
  const wanted = new Map([
    ["new.ts", "ours"],
    ["old.ts", "ours 2"],
    ["same.ts", "ours"],
  ]);
  const there = state(
    {
      "old.ts": "ours 1",
      "same.ts": "ours",
      "gone.ts": "ours",
      "of-another-target.ts": "ours",
      "own.ts": "another author's",
    },
    { own: ["old.ts", "same.ts", "gone.ts"] },
  );
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

test("reports foreign files and obstacles", () => {
  const wanted = new Map([
    ["a/b/types.ts", "ours"],
    ["index.ts", "ours"],
    ["link.ts", "ours"],
  ]);
  const changes = findChanges(
    state({ "index.ts": "mine" }, { obstacles: ["a/b", "link.ts"] }),
    wanted,
    isGenerated,
  );
  expect(changes.foreign).toEqual(["index.ts", "a/b", "link.ts"]);
  expect(changes.outdated).toEqual([]);
  expect(isCurrent(changes)).toBe(false);
});
