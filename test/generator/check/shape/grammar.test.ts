import { expect, test } from "vitest";
import { grammar } from "../../../../generator/check/shape/grammar.js";
import { ShapeChecker } from "../../../../generator/check/shape/check-shape.js";
import { SourceFile } from "../../../../generator/load/source.js";
import { parseFile } from "../../../../generator/parse/parse-file.js";

test.each(Object.keys(grammar))("the grammar of %s is a sound JSON Schema", (kind) => {
  const source = new SourceFile("/s.json", "s.json", `{ '${kind}': 'x', 'stranger': true }`);
  const [item] = parseFile(source).value;
  if (item?.kind !== "expression") throw new Error("the test's own schema must parse");
  // ajv throws where the schema that it compiles is no schema.
  const findings = new ShapeChecker(false).check({ source, node: item.node, comment: undefined });
  expect(findings.map(({ code }) => code)).toContain("unknown-key");
});
