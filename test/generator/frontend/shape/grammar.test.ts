import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseFile } from "../../../../generator/frontend/parser.js";
import { checkShape } from "../../../../generator/frontend/shape/check-shape.js";
import { grammar } from "../../../../generator/frontend/shape/grammar.js";
import { grammarCode } from "../../../../generator/frontend/shape/compile-grammar.js";
import { SourceFile } from "../../../../generator/frontend/source.js";

// ajv throws if a schema has an unknown keyword or an invalid value.
test("grammar-code.ts is compiled from the current grammar (npm run generate:grammar)", () => {
  const file = new URL("../../../../generator/frontend/shape/grammar-code.ts", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(grammarCode());
});

test.each(Object.keys(grammar))("the grammar of %s rejects an unknown key", (kind) => {
  const source = new SourceFile("/s.json", "s.json", `{ '${kind}': 'x', 'unknown': true }`);
  const [item] = parseFile(source).value;
  if (item?.kind !== "expression") throw new Error("the schema of this test must parse");
  const diagnostics = checkShape({ source, node: item.node, comment: undefined });
  expect(diagnostics.map(({ code }) => code)).toContain("unknown-key");
});
