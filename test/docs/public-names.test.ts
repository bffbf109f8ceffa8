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
const typesOf = (entry: string): string => join(root, manifest.exports[entry]?.types ?? "");
/** These serve only the other packages of this project, so that no page describes their names. */
const internal = new Set([
  "qapi-ts-generator/introspection",
  "qapi-ts-generator/text",
  "qapi-ts-tools/cli",
  "qapi-ts-fleet/tools",
]);
/** The libraries of the generator, of the tools and of the fleet. */
const libraryTypes = ["generator", "tools", "fleet"].flatMap((folder) => {
  const { name, exports } = JSON.parse(
    readFileSync(join(root, folder, "package.json"), "utf8"),
  ) as typeof manifest & { readonly name: string };
  return Object.keys(exports)
    .filter((entry) => !entry.endsWith(".json") && !internal.has(join(name, entry)))
    .map((entry) => join(root, folder, exports[entry]?.types ?? ""));
});
/** Generated files from which the pages import types. */
const bindings = ["./qmp", "./qga", "./qmp/effects"];
const program = ts.createProgram([...[...entryPoints, ...bindings].map(typesOf), ...libraryTypes], {
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

/** Types of the platform and of NATS, error classes of QMP, and names of the samples' own schemas. */
const foreign = new Set([
  "AbortSignal",
  "AndWait",
  "AsyncDisposable",
  "ChildProcess",
  "ConnectionOptions",
  "NodeNext",
  "RangeError",
  "SyntaxError",
  "TypeError",
  "WebSocket",
  "CommandNotFound",
  "DeviceNotActive",
  "DeviceNotFound",
  "GenericError",
  "ToolError",
  "UsageError",
  "DaemonProtocol",
  "DaemonSession",
  "GreetArguments",
  "QueryStatusResult",
]);

function exportsOf(file: string): readonly ts.Symbol[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  return module === undefined ? [] : checker.getExportsOfModule(module);
}

/**
 * The members of a type of options, by its name, and of the parameters called `options` of a function, or of the
 * methods of a class or an interface.
 */
function optionsOf(symbol: ts.Symbol): string[] {
  const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const type = checker.getDeclaredTypeOfSymbol(declared);
  const methods = type.isClassOrInterface() ? checker.getPropertiesOfType(type) : [];
  const functions = [declared, ...methods].flatMap((each) =>
    checker.getTypeOfSymbol(each).getCallSignatures(),
  );
  const parameters = functions
    .flatMap((each) => each.getParameters())
    .filter(({ name }) => name === "options");
  const named = /(Options|Limits|Flags|Role)$/.test(symbol.name) ? [type] : [];
  return [...named, ...parameters.map((parameter) => checker.getTypeOfSymbol(parameter))].flatMap(membersOf);
}

/** The members of a type; of a union, the members of each of its types. */
function membersOf(type: ts.Type): string[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts
    .filter((part) => (part.flags & ts.TypeFlags.Object) !== 0 || part.isIntersection())
    .flatMap((part) => checker.getPropertiesOfType(part).map(({ name }) => name));
}

test("qapi-ts exports at most 80 names", () => {
  const names = exportsOf(typesOf(".")).map(({ name }) => name);
  expect(names).toContain("connect");
  expect(names.length).toBeLessThanOrEqual(80);
});

describe("every exported name is on a page", () => {
  test.each(entryPoints)("is true of qapi-ts/%s", (entry) => {
    const names = exportsOf(typesOf(entry)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });
});

test("every exported name of the generator, the tools and the fleet is on a page", () => {
  const names = libraryTypes.flatMap((file) => exportsOf(file).map(({ name }) => name));
  for (const known of ["generate", "shippedModel", "shareMachine", "connectTarget", "serveFleet"]) {
    expect(names).toContain(known);
  }
  expect(names.filter((name) => !code.has(name))).toEqual([]);
});

test("every option of the exported functions is on a page", () => {
  const files = [...entryPoints.map(typesOf), ...libraryTypes];
  const options = new Set(files.flatMap((file) => exportsOf(file).flatMap(optionsOf)));
  for (const known of [
    "minimumVersion",
    "onUndelivered",
    "overflow",
    "idle",
    "killTimeout",
    "queueLimit",
    "oob",
    "servername",
    "giveUp",
    "durable",
    "keepEvents",
    "skipUnknown",
    "pragmaModule",
  ]) {
    expect(options).toContain(known);
  }
  expect([...options].filter((option) => !code.has(option))).toEqual([]);
});

test("the pages name no type that a program cannot import", () => {
  const exported = new Set(
    [...[...entryPoints, ...bindings].map(typesOf), ...libraryTypes].flatMap((file) =>
      exportsOf(file).map(({ name }) => name),
    ),
  );
  const prose = text.replace(/^```.*\n[^]*?^```$/gm, "");
  const types = new Set(
    [...prose.matchAll(/`([A-Z][a-z]+[A-Z]\w*)(<[^`]*)?`/g)].map(([, name = ""]) => name),
  );
  expect([...types].filter((name) => !exported.has(name) && !foreign.has(name))).toEqual([]);
});

test("the page of errors lists every code, and only those", () => {
  const symbol = exportsOf(typesOf(".")).find(({ name }) => name === "ErrorCode");
  const type = symbol && checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
  const codes =
    type?.isUnion() === true ? type.types.map((each) => each.isStringLiteral() && each.value) : [];
  expect(codes.length).toBeGreaterThan(20);
  const page = readFileSync(join(root, "docs/errors.md"), "utf8");
  const listed = [...page.matchAll(/^\|[^|]*\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(listed.filter((code) => code !== "code").sort()).toEqual([...codes].sort());
});
