import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changeKinds, type ChangeKind } from "../../generator/diff/change-kinds.js";
import { root } from "../support/compile.js";

/** The kinds of change in each row of the page's table. */
const lines: Readonly<Record<string, readonly ChangeKind[]>> = {
  "command or event removed": ["command-removed", "event-removed"],
  "mandatory member removed": ["member-removed"],
  "optional member removed": ["optional-member-removed"],
  "new mandatory member": ["member-added"],
  "optional member became mandatory": ["became-mandatory"],
  "mandatory member became optional": ["became-optional"],
  "value or branch removed": ["value-removed", "branch-removed"],
  "new value or branch": ["value-added", "branch-added"],
  "alternative removed": ["alternative-removed"],
  "new alternative": ["alternative-added"],
  "type accepts more (an alternate of it, `any`)": ["type-widened"],
  "type accepts less": ["type-narrowed"],
  "enumeration became a string": ["enum-opened"],
  "string became an enumeration": ["enum-closed"],
  "another type": ["type-changed", "tag-changed"],
  "type renamed (if both sides have names)": ["type-renamed", "type-merged"],
  "out-of-band execution removed": ["oob-refused"],
  "feature removed": ["feature-removed"],
  "new command, event, optional member or feature": [
    "command-added",
    "event-added",
    "optional-member-added",
    "feature-added",
    "deprecated",
  ] as ChangeKind[],
};

test("the table of rules equals the rules", () => {
  const page = readFileSync(join(root, "docs/comparing.md"), "utf8");
  const rows = page.split("\n").flatMap((row) => {
    const cells = row.split("|").map((cell) => cell.trim());
    return cells.length === 7 && /^(breaks|compatible|caution)$/.test(cells[2] ?? "")
      ? [cells.slice(1, 6)]
      : [];
  });
  expect(rows.map(([change]) => change)).toEqual(Object.keys(lines));
  for (const [change = "", ...stated] of rows) {
    for (const kind of lines[change] ?? []) {
      const { sent, received } = changeKinds[kind];
      const expected = [sent.wire, sent.types, received.wire, received.types];
      // A cell is empty if the change cannot occur in that direction.
      expect([kind, stated]).toEqual([
        kind,
        expected.map((effect, index) => (stated[index] === "" ? "" : effect)),
      ]);
    }
  }
});
