import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "../support/compile.js";

/** The entry points whose names are written by hand. `qapi-ts/codegen` is for generated code only. */
const entryPoints = [".", "./node", "./server", "./observe", "./testing"] as const;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly types: string }>>;
};
const files = entryPoints.map((entry) => join(root, manifest.exports[entry]?.types ?? ""));
const program = ts.createProgram(files, {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
});
const checker = program.getTypeChecker();

const text = readdirSync(join(root, "docs"))
  .map((page) => readFileSync(join(root, "docs", page), "utf8"))
  .join("\n");
const words = new Set(text.match(/[\w$]+/g));
/** What the pages quote as code, in samples and in prose. */
const code = new Set(
  (text.match(/```[^]*?```|`[^`\n]+`/g) ?? []).flatMap((part) => part.match(/[\w$]+/g) ?? []),
);

function exportsOf(file: string): readonly ts.Symbol[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return module === undefined ? [] : checker.getExportsOfModule(module);
}

/** The members of a type that holds options; of a union, the members of each of its types. */
function optionsOf(symbol: ts.Symbol): string[] {
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const type = checker.getDeclaredTypeOfSymbol(declared);
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => checker.getPropertiesOfType(part).map(({ name }) => name));
}

describe("every exported name is on a page", () => {
  test.each(entryPoints)("of qapi-ts/%s", (entry) => {
    const names = exportsOf(join(root, manifest.exports[entry]?.types ?? "")).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });
});

describe("every option is on a page", () => {
  test.each(entryPoints)("of qapi-ts/%s", (entry) => {
    const symbols = exportsOf(join(root, manifest.exports[entry]?.types ?? ""));
    const options = symbols.filter(({ name }) => /(Options|Settings)$/.test(name));
    const missing = options.flatMap((symbol) =>
      optionsOf(symbol)
        .filter((option) => !code.has(option))
        .map((option) => `${symbol.name}.${option}`),
    );
    expect(missing).toEqual([]);
  });
});

test("the page of errors lists every code, and only those", () => {
  const symbol = exportsOf(files[0] ?? "").find(({ name }) => name === "ErrorCode");
  const type = symbol && checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
  const codes =
    type?.isUnion() === true ? type.types.map((each) => each.isStringLiteral() && each.value) : [];
  expect(codes.length).toBeGreaterThan(20);
  const page = readFileSync(join(root, "docs/errors.md"), "utf8");
  const listed = [...page.matchAll(/^\|[^|]*\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(listed.filter((code) => code !== "code").sort()).toEqual([...codes].sort());
});
