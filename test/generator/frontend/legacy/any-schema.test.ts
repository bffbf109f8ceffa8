import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../../../../generator/frontend/read-schema.js";
import { GeneratedNames } from "../../../../generator/frontend/legacy/types.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const word = fc.constantFrom(
  "type",
  "struct",
  "union",
  "enum",
  "command",
  "event",
  "alternate",
  "data",
  "base",
  "discriminator",
  "returns",
  "gen",
  "if",
  "features",
  "pragma",
  "name",
  "no",
  "yes",
  "str",
  "dict",
  "**",
  "visitor",
  "Foo",
  "Bar",
  "FooKind",
  "foo",
  "*foo",
  "defined(A)",
  "defined(A) && (B",
  "returns-whitelist",
  "guest-sync",
);

/** A value of the language as text, whether it makes sense or not. */
const { value, object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word.map((text) => `'${text}'`),
    fc.constantFrom("true", "false"),
    fc.array(tie("value"), { maxLength: 3 }).map((elements) => `[ ${elements.join(", ")} ]`),
    tie("object"),
  ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(word, tie("value")), { maxLength: 4, selector: ([key]) => key }),
      fc.boolean(),
    )
    .map(([entries, commas]) => {
      const members = entries.map(([key, of]) => `'${key}': ${of}`);
      return `{ ${members.join(commas ? ", " : " ")} }`;
    }),
}));

const definition = fc
  .tuple(
    fc.constantFrom("type", "union", "command", "struct", "enum", "pragma"),
    word,
    value,
    object,
    fc.boolean(),
  )
  .map(([kind, name, extra, data, isFlat]) => {
    const base = isFlat ? ", 'base': 'Foo', 'discriminator': 'foo'" : "";
    return `{ '${kind}': '${name}'${base}, 'data': ${data} }\n{ '${kind}': 'Bar', 'returns': ${extra} }`;
  });

const comment = fc.constantFrom("##\n# @Foo\n", "## @Foo\n#text\n", "##\n# x\n##\n", "# ##\n", "");

test("any schema has a model or errors", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(comment, fc.oneof(definition, object)), { maxLength: 5 }), (items) => {
      const text = ["{ 'type': 'Foo', 'data': { 'foo': 'str' } }", ...items.flat()].join("\n");
      const entry = join(temporaryFolder({ "s.json": text }), "s.json");
      const { model, diagnostics } = readSchema(entry);
      expect(model === undefined).toBe(diagnostics.length > 0);
      for (const { position } of diagnostics) {
        expect(position.line).toBeLessThanOrEqual(text.split("\n").length);
        expect(position.column).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});

test("allocates many equal names in time that grows with their number", () => {
  const names = new GeneratedNames([]);
  const all = Array.from({ length: 50_000 }, () => names.allocate("Foo"));
  expect(new Set(all).size).toBe(50_000);
  expect(all.slice(0, 3)).toEqual(["Foo", "Foo2", "Foo3"]);
});
