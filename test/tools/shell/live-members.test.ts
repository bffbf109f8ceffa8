import { expect, test } from "vitest";
import { loadDocumentation } from "../../../tools/documentation/load.js";
import { liveMembers } from "../../../tools/shell/live/kinds.js";

const schemas = [
  { major: 7, minor: 2, micro: 0, package: "" },
  { major: 10, minor: 0, micro: 0, package: "" },
  { major: 11, minor: 1, micro: 0, package: "" },
].map((version) => loadDocumentation(version, false).definitions);

function exists(owner: string, member: string): boolean {
  return schemas.some((definitions) =>
    (owner === "*" ? [...definitions.values()] : [definitions.get(owner)]).some(
      (entry) => entry?.parts !== undefined && Object.hasOwn(entry.parts, member),
    ),
  );
}

test("each member whose values are queried is in a shipped schema", () => {
  const wrong = liveMembers.filter((name) => {
    const at = name.indexOf(".");
    return !exists(name.slice(0, at), name.slice(at + 1));
  });
  expect(wrong).toEqual([]);
});
