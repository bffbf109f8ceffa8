import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

/** The regular expressions of the runtime and the generator, by their source text. */
function expressions(): ReadonlyMap<string, RegExp> {
  const found = new Map<string, RegExp>();
  const files = ["runtime", "generator"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  for (const entry of files) {
    if (!entry.endsWith(".ts") || /\/(dist|node_modules)\//.test(entry)) continue;
    const source = ts.createSourceFile(
      entry,
      readFileSync(join(root, entry), "utf8"),
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

/** Prefixes after which an expression may begin to repeat. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  runtime: [
    "",
    "-",
    '"',
    "{",
    '{"timestamp": {"seconds": ',
    '{"timestamp": {"seconds": 1, "microseconds": ',
    '{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "',
    '{"event": "',
  ],
  generator: ["", "a", "@a", "(", "Since: "],
};

function prefixesOf(name: string): readonly string[] {
  return prefixes[name.slice(0, name.indexOf("/"))] ?? [];
}

/** What it may repeat. */
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
  "runtime/json.ts: /^-?[1-9]\\d{15,}$/": 1_000,
};

function timeOf(expression: RegExp, text: string): number {
  const start = performance.now();
  expression.lastIndex = 0;
  expression.test(text);
  return performance.now() - start;
}

const all = [...expressions()];

test.each(all)("%s takes linear time for every text", (name, expression) => {
  for (const prefix of prefixesOf(name)) {
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

describe.each(["runtime", "generator"])("the expressions of the %s", (part) => {
  const own = all.filter(([name]) => name.startsWith(part));

  test.each(prefixes[part] ?? [])("take no stack for 16 MiB of text after %j", (prefix) => {
    for (const unit of ["1", "a", " ", "\\", "\u00ff"]) {
      const text = `${prefix}${unit.repeat(1 << 24)}!`;
      for (const [name, expression] of own) {
        const size = bounded[name];
        const run = (): number => timeOf(expression, size === undefined ? text : text.slice(0, size));
        expect(run, `${name}, ${unit}`).not.toThrow();
      }
    }
  });
});
