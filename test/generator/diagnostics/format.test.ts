import { expect, test } from "vitest";
import { formatDiagnostic } from "../../../generator/diagnostics/diagnostic.js";

const source = { file: "s.json", text: "{ 'struct':\n\t'foo', 'data': {} }\n" };

test("prints the position, the definition, the include directives, the line and the help", () => {
  const text = formatDiagnostic(
    {
      code: "type-case",
      severity: "error",
      message: 'the struct name "foo" must be in CamelCase',
      position: { file: "s.json", line: 2, column: 2 },
      definition: 'struct "foo"',
      includedFrom: [{ file: "main.json", line: 3, column: 14 }],
      help: "rename it",
    },
    [source],
  );
  expect(text).toBe(`s.json:2:2: error type-case: the struct name "foo" must be in CamelCase
  in struct "foo"
  included from main.json:3:14
  2 |   'foo', 'data': {} }
    |   ^
  help: rename it
`);
});

test("omits the line of a file that is not a source", () => {
  const position = { file: "other.json", line: 1, column: 1 };
  const text = formatDiagnostic({ code: "no-kind", severity: "warning", message: "m", position }, [source]);
  expect(text).toBe("other.json:1:1: warning no-kind: m\n");
});

test("shows at most 160 characters of a line, with the position among them", () => {
  const text = `${"a".repeat(500)}X${"b".repeat(500)}`;
  const position = { file: "s.json", line: 1, column: 501 };
  const [, line = "", caret = ""] = formatDiagnostic(
    { code: "no-kind", severity: "error", message: "m", position },
    [{ file: "s.json", text }],
  ).split("\n");
  expect(line.length).toBeLessThan(170);
  expect(line[caret.indexOf("^")]).toBe("X");
});

test("escapes control characters of messages, file names and lines", () => {
  const file = "s\u001b[31m.json";
  const text = formatDiagnostic(
    {
      code: "no-kind",
      severity: "error",
      message: "one\ntwo\u202e",
      position: { file, line: 1, column: 3 },
    },
    [{ file, text: "\u001b]0;x\u0007 { }" }],
  );
  expect(text).not.toMatch(/[^\n\x20-\x7e]/);
  expect(text.split("\n").length).toBe(4);
});
