import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changeKinds, type ChangeKind } from "../../generator/diff/change-kinds.js";
import { root } from "../support/compile.js";

/** What each line of the page's table is about. */
const lines: Readonly<Record<string, readonly ChangeKind[]>> = {
  "command or event gone": ["command-removed", "event-removed"],
  "mandatory member gone": ["member-removed"],
  "optional member gone": ["optional-member-removed"],
  "new mandatory member": ["member-added"],
  "optional member became mandatory": ["became-mandatory"],
  "mandatory member became optional": ["became-optional"],
  "value or branch gone": ["value-removed", "branch-removed"],
  "new value or branch": ["value-added", "branch-added"],
  "alternative gone": ["alternative-removed"],
  "new alternative": ["alternative-added"],
  "type takes in more (an alternate of it, `any`)": ["type-widened"],
  "type takes in less": ["type-narrowed"],
  "enumeration became a string": ["enum-opened"],
  "string became an enumeration": ["enum-closed"],
  "another type": ["type-changed", "tag-changed"],
  "type has another name (where both sides have)": ["type-renamed", "type-merged"],
  "no longer out of band": ["oob-refused"],
  "feature gone": ["feature-removed"],
  "new command, event, optional member or feature": [
    ...["command-added", "event-added", "optional-member-added", "feature-added", "deprecated"],
  ] as ChangeKind[],
};

test("the table of rules says what the rules are", () => {
  const page = readFileSync(join(root, "docs/comparing.md"), "utf8");
  const rows = page.split("\n").flatMap((row) => {
    const cells = row.split("|").map((cell) => cell.trim());
    return cells.length === 7 && /^(breaks|compatible|caution)$/.test(cells[2] ?? "")
      ? [cells.slice(1, 6)]
      : [];
  });
  expect(rows.map(([change]) => change)).toEqual(Object.keys(lines));
  for (const [change = "", ...said] of rows) {
    for (const kind of lines[change] ?? []) {
      const { sent, received } = changeKinds[kind];
      const ruled = [sent.wire, sent.types, received.wire, received.types];
      // Nothing stands where there is no such direction.
      expect([kind, said]).toEqual([kind, ruled.map((effect, index) => (said[index] === "" ? "" : effect))]);
    }
  }
});
