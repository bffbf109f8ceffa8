import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../generator/diagnostics/codes.js";
import { root } from "../support/compile.js";

const introduction = `# Diagnostics

What the generator says of a schema begins with \`FILE:LINE:COLUMN: error CODE: MESSAGE\`; below it stand the definition,
the includes that led there, the line itself, and what to do. The position of an error of meaning is where its
expression starts, of one of syntax the place itself. \`qapi-ts check SCHEMA\` tells everything at once: first what cannot
be parsed, then what has not the form that it should have, then names, types and meaning, then documentation.

The code is stable, the message is not. The link leads to a schema that has the error, and to what is said of it.

| code | meaning |
|---|---|
`;

/** The page, as the table of codes has it. */
function page(): string {
  const rows = Object.entries(codes).map(([code, meaning]) => {
    const example = existsSync(join(root, caseOf(code)))
      ? `[\`${code}\`](../${caseOf(code)})`
      : `\`${code}\``;
    return `| ${example} | ${meaning} |\n`;
  });
  return introduction + rows.join("");
}

function caseOf(code: string): string {
  return `test/generator/frontend/cases/${code}.txt`;
}

test("the page says what each code means (vitest -u writes it)", async () => {
  await expect(page()).toMatchFileSnapshot(join(root, "docs/diagnostics.md"));
});

test("each code that a schema can have has a case", () => {
  const elsewhere = new Set([
    ...["unreadable-file", "renamed-identifier", "config-syntax", "config-shape"],
    ...["annotations-syntax", "annotations-shape", "annotation-unknown", "annotation-misfit"],
  ]);
  const without = Object.keys(codes).filter((code) => !existsSync(join(root, caseOf(code))));
  expect(without).toEqual([...elsewhere]);
});
