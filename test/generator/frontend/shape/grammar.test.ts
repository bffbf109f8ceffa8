import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkShape } from "../../../../generator/frontend/shape/check-shape.js";
import { grammarCode } from "../../../../generator/frontend/shape/compile.js";
import { grammar } from "../../../../generator/frontend/shape/grammar.js";
import { SourceFile } from "../../../../generator/frontend/source.js";
import { parseFile } from "../../../../generator/frontend/parse-file.js";

// ajv throws where the schema that it compiles is no schema.
test("what checks is compiled from the grammar as it is: npm run generate:grammar", () => {
  const file = new URL("../../../../generator/frontend/shape/grammar-code.ts", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(grammarCode());
});

test.each(Object.keys(grammar))("the grammar of %s refuses strangers", (kind) => {
  const source = new SourceFile("/s.json", "s.json", `{ '${kind}': 'x', 'stranger': true }`);
  const [item] = parseFile(source).value;
  if (item?.kind !== "expression") throw new Error("the test's own schema must parse");
  const findings = checkShape({ source, node: item.node, comment: undefined });
  expect(findings.map(({ code }) => code)).toContain("unknown-key");
});
