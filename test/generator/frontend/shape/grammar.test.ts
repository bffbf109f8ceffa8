import { expect, test } from "vitest";
import { parseFile } from "../../../../generator/frontend/parse-file.js";
import { checkShape } from "../../../../generator/frontend/shape/check-shape.js";
import { grammar, type ExpressionKind } from "../../../../generator/frontend/shape/grammar.js";
import { validatorOf } from "../../../../generator/frontend/shape/validators.js";
import { SourceFile } from "../../../../generator/frontend/source.js";

// ajv throws if a schema has an unknown keyword or an invalid value.
test.each(Object.keys(grammar) as ExpressionKind[])("the grammar of %s compiles", (kind) => {
  expect(validatorOf(kind)).toBeTypeOf("function");
});

test.each(Object.keys(grammar))("the grammar of %s rejects an unknown key", (kind) => {
  const source = new SourceFile("/s.json", "s.json", `{ '${kind}': 'x', 'unknown': true }`);
  const [item] = parseFile(source).value;
  if (item?.kind !== "expression") throw new Error("the schema of this test must parse");
  const diagnostics = checkShape({ source, node: item.node, comment: undefined });
  expect(diagnostics.map(({ code }) => code)).toContain("unknown-key");
});
