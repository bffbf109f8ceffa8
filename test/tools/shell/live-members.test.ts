import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DefinitionEntry } from "../../../tools/documentation/documentation.js";
import { liveMembers } from "../../../tools/shell/live/kinds.js";
import { root } from "../../support/compile.js";

const schemas = ["7.2", "10.0", "newest"].map((name) => {
  const file = join(root, `tools/schemas/documentation-${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, DefinitionEntry>>;
});

function exists(owner: string, member: string): boolean {
  return schemas.some((definitions) =>
    (owner === "*" ? Object.values(definitions) : [definitions[owner]]).some(
      (entry) => entry?.parts !== undefined && Object.hasOwn(entry.parts, member),
    ),
  );
}

test("each member whose values are asked for is in a shipped schema", () => {
  const wrong = liveMembers.filter((name) => {
    const at = name.indexOf(".");
    return !exists(name.slice(0, at), name.slice(at + 1));
  });
  expect(wrong).toEqual([]);
});
