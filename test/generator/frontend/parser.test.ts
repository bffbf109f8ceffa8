import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../generator/frontend/source.js";
import { parseFile } from "../../../generator/frontend/parser.js";

const source = (text: string): SourceFile => new SourceFile("/schema.json", "schema.json", text);

/** Returns the first diagnostic as `LINE:COLUMN: CODE`. */
function firstDiagnostic(text: string): string | undefined {
  const [first] = parseFile(source(text)).diagnostics;
  return first && `${String(first.position.line)}:${String(first.position.column)}: ${first.code}`;
}

describe("syntax", () => {
  test("ignores comments and white space", () => {
    const { value, diagnostics } = parseFile(source("#\n{'a':'b'}{\n'c' # '\n: [ true,\tfalse ]}#end"));
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject([
      { kind: "expression", node: { offset: 2, entries: [{ key: { value: "a" }, value: { value: "b" } }] } },
      {
        kind: "expression",
        node: { entries: [{ value: { kind: "array", elements: [{ value: true }, {}] } }] },
      },
    ]);
  });

  test("keeps '#' in a string and unescapes \\\\", () => {
    const { value } = parseFile(source("{ 'a#b': 'c\\\\d' }"));
    expect(value).toMatchObject([
      { node: { entries: [{ key: { value: "a#b" }, value: { value: "c\\d" } }] } },
    ]);
  });

  test.each([
    ["{ 'a': 'b' } }", "1:14: unexpected-token"],
    ["{ 'a' }", "1:7: unexpected-token"],
    ["{ 'a': 'b\tc' }", "1:10: bad-character"],
    ["{ 'a': 'b\n", "1:8: unterminated-string"],
    ["\n  { 'a': tru }", "2:10: stray-text"],
    ["{ 'a': true, 'a': false }", "1:14: duplicate-key"],
    ["{ 'a':\n## x\n}", "2:1: unexpected-token"],
    ["{", "1:2: unexpected-token"],
    ["{ 'a': 'b'\n\n", "2:1: unexpected-token"],
    ["##\n# x\n", "2:4: doc-unclosed"],
    ["##\n# x\n\n{}", "4:1: doc-unclosed"],
    ["###\n", "1:3: doc-opening"],
  ])("reports the position of the error in %j", (text, expected) => {
    expect(firstDiagnostic(text)).toBe(expected);
  });

  test("resumes after a broken expression and after a broken comment", () => {
    const { value, diagnostics } = parseFile(
      source("{ 'a': }\n##\n#x\n##\n{ 'b': 'c' }\n{ 'd' }\n##\n# y\n##\n"),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual([
      "unexpected-token",
      "doc-space",
      "unexpected-token",
    ]);
    expect(value.map(({ kind }) => kind)).toEqual(["comment", "expression", "comment"]);
  });
});

describe("any text", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "'a'",
    "'",
    "\\",
    "#",
    "##",
    "\n",
    " ",
    "true",
    "null",
    "\u2028",
    "é",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((parts) => parts.join("")),
  );

  test("is parsed without an exception, and every diagnostic is inside the text", () => {
    fc.assert(
      fc.property(text, (hostile) => {
        const lines = hostile.split("\n");
        for (const { position } of parseFile(source(hostile)).diagnostics) {
          expect(position.line).toBeLessThanOrEqual(lines.length);
          expect(position.column).toBeLessThanOrEqual((lines[position.line - 1]?.length ?? 0) + 1);
        }
      }),
    );
  });

  test("gives each node the offset of its text", () => {
    fc.assert(
      fc.property(
        fc.string().filter((s) => /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/.test(s)),
        fc.nat(5),
        (name, indent) => {
          const before = "\n".repeat(indent) + " ".repeat(indent);
          const file = source(`${before}{ '${name}': 'x' }`);
          const [item] = parseFile(file).value;
          expect(item).toMatchObject({
            node: { entries: [{ key: { value: name, offset: before.length + 2 } }] },
          });
          expect(file.position(before.length)).toMatchObject({ line: indent + 1, column: indent + 1 });
        },
      ),
    );
  });
});
