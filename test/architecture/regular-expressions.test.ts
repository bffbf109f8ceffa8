import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

/** The regular expressions of the runtime, by their source text. */
function expressions(): ReadonlyMap<string, RegExp> {
  const found = new Map<string, RegExp>();
  const folder = join(root, "runtime");
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".ts")) continue;
    const source = ts.createSourceFile(
      entry,
      readFileSync(join(folder, entry), "utf8"),
      ts.ScriptTarget.ES2022,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const { text } = node;
        const end = text.lastIndexOf("/");
        found.set(`${entry}: ${text}`, new RegExp(text.slice(1, end), text.slice(end + 1)));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Prefixes after which an expression may begin to repeat, and what it may repeat. */
const prefixes = [
  "",
  "-",
  '"',
  "{",
  '{"timestamp": {"seconds": ',
  '{"timestamp": {"seconds": 1, "microseconds": ',
  '{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "',
  '{"event": "',
];
const repeated = [
  "1",
  "a",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\\",
  "\\\\",
  '"',
  "{",
  "}",
  "[",
  "\u00ff",
  "\ufffd",
  "\u0000",
  "é",
  "-",
  ".",
  "e",
  "1a",
  "a ",
  '\\"',
  "a.",
  "x-",
  "/",
  "%",
  "=",
  ":",
];

/** The expressions whose text has a bounded length, and the bound. */
const bounded: Readonly<Record<string, number>> = {
  // A number with more digits is not examined.
  "json.ts: /^-?[1-9]\\d{15,}$/": 1_000,
};

function timeOf(expression: RegExp, text: string): number {
  const start = performance.now();
  expression.lastIndex = 0;
  expression.test(text);
  return performance.now() - start;
}

describe.each([...expressions()])("the expression %s", (name, expression) => {
  test("takes a time that is linear, whatever the text is", () => {
    for (const prefix of prefixes) {
      for (const unit of repeated) {
        const text = (size: number): string => `${prefix}${unit.repeat(size / unit.length)}!`;
        const [small, large] = [text(1 << 10), text(1 << 15)];
        let ratio = Infinity;
        // Repeated, because other processes disturb the measurement. Very short times are not compared.
        for (let attempt = 0; attempt < 5 && ratio > 200; attempt++) {
          ratio = timeOf(expression, large) / Math.max(timeOf(expression, small), 0.02);
        }
        // A quadratic time would be 1,024 times as long.
        expect([prefix, unit, ratio < 200]).toEqual([prefix, unit, true]);
      }
    }
  });

  test("takes no stack for 16 MiB of text", () => {
    const size = bounded[name] ?? 1 << 24;
    for (const prefix of prefixes) {
      for (const unit of ["1", "a", " ", "\\", "\u00ff"]) {
        const run = (): number => timeOf(expression, `${prefix}${unit.repeat(size)}!`);
        expect(run, `${prefix} ${unit}`).not.toThrow();
      }
    }
  });
});
