import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../generator/diagnostics/codes.js";
import { formatDiagnostic } from "../../generator/diagnostics/diagnostic.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { root } from "../support/compile.js";

const example = "\n\n{ 'struct': 'Disk', 'data': { 'size': 'Sise' } }\n";

/** Prints the diagnostics of the example. */
function exampleReport(): string {
  const folder = temporaryFolder({ "machine.json": example });
  const { diagnostics, sources } = readSchema(join(folder, "machine.json"));
  return diagnostics
    .map((each) => formatDiagnostic(each, sources))
    .join("")
    .replaceAll(`${folder}/`, "");
}

const introduction = (): string => `# Diagnostics

\`qapi-ts check SCHEMA\` and \`qapi-ts generate\` report errors in a schema, a configuration or an annotations file:

\`\`\`
${exampleReport()}\`\`\`

- The first line is \`FILE:LINE:COLUMN: SEVERITY CODE: MESSAGE\`. The position is that of the name, key or value that the
  message quotes first. A file that cannot be read has no line and column; in JSON they are 0.
- The next lines name the definition, the include directives that lead to the file, the source line, and the correction.
- Names and keys are in double quotes. What to write in a schema is in single quotes, as there.
- Codes are stable. Messages may change in any version.
- Errors are reported stage by stage: syntax, form of expressions, names and types, documentation. A stage runs only if the
  earlier stages reported no errors. One run reports the errors of a stage in the order of the files and of their lines:
  all of them, except that an expression or a comment reports its first syntax error, and a JSON file too.
- The first 100 diagnostics are printed, errors before warnings, then the number of the others. \`check --format json\` prints all, to standard output.
- The text of a file outside of the schema's folder is not shown, unless the command line names the file.

| code | meaning | example |
|---|---|---|
`;

/** Prints the page from the table of codes. */
function page(): string {
  const rows = Object.entries(codes).map(
    ([code, meaning]) => `| \`${code}\` | ${meaning} | ${exampleOf(code)} |\n`,
  );
  return introduction() + rows.join("");
}

/** Returns the message of the first diagnostic with the code. */
function exampleOf(code: string): string {
  if (!existsSync(join(root, caseOf(code)))) return "";
  const [, message = ""] =
    new RegExp(`^\\d+:\\d+: ${code}: (.*)$`, "m").exec(readFileSync(join(root, caseOf(code)), "utf8")) ?? [];
  return `\`${message.replaceAll("test/generator/frontend/cases/", "")}\``;
}

function caseOf(code: string): string {
  return `test/generator/frontend/cases/${code}.txt`;
}

test("the page lists every code (vitest -u writes it)", async () => {
  await expect(page()).toMatchFileSnapshot(join(root, "docs/diagnostics.md"));
});

test("each code about schemas has a case", () => {
  const withoutCase = new Set([
    "unreadable-file",
    "renamed-identifier",
    "unknown-condition",
    "config-syntax",
    "config-shape",
    "config-out",
    "config-exports",
    "annotations-syntax",
    "annotations-shape",
    "annotation-unknown",
    "annotation-mismatch",
    "devices-syntax",
    "devices-shape",
    "model-syntax",
    "model-shape",
  ]);
  const without = Object.keys(codes).filter((code) => !existsSync(join(root, caseOf(code))));
  expect(without).toEqual([...withoutCase]);
});
