import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../generator/diagnostics/codes.js";
import { root } from "../support/compile.js";

const introduction = `# Diagnostics

\`qapi-ts check SCHEMA\` and \`qapi-ts generate\` report errors in a schema, a configuration or an annotations file:

\`\`\`
machine.json:3:39: error unknown-type: the type "Sise" is not defined
  in struct "Disk"
  3 | { 'struct': 'Disk', 'data': { 'size': 'Sise' } }
    |                                       ^
  help: define it, or include the file that defines it
\`\`\`

- The first line is \`FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE\`. The position is that of the name, key or value that the
  message quotes first.
- The next lines name the definition, the include directives that lead to the file, the source line, and the correction.
- Codes are stable. Messages may change in any version.
- Errors are reported stage by stage: syntax, form of expressions, names and types, documentation. A stage runs only if the
  earlier stages reported no errors. One run reports every error of a stage.
- The first 100 diagnostics are printed, errors before warnings, then the number of the others. \`--format json\` prints all.
- The text of a file outside of the schema's folder is not shown, unless the command line names the file.

The link of a code leads to the diagnostics of a schema with this error.

| code | meaning |
|---|---|
`;

/** Prints the page from the table of codes. */
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

test("the page lists every code (vitest -u writes it)", async () => {
  await expect(page()).toMatchFileSnapshot(join(root, "docs/diagnostics.md"));
});

test("each code about schemas has a case", () => {
  const withoutCase = new Set([
    ...["unreadable-file", "renamed-identifier", "config-syntax", "config-shape", "config-out"],
    ...["annotations-syntax", "annotations-shape", "annotation-unknown", "annotation-mismatch"],
    ...["devices-syntax", "devices-shape"],
  ]);
  const without = Object.keys(codes).filter((code) => !existsSync(join(root, caseOf(code))));
  expect(without).toEqual([...withoutCase]);
});
