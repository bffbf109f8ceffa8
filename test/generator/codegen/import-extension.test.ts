import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { compile, root, strictest } from "../../support/compile.js";
import { makeBindings, modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const language = join(import.meta.dirname, "cases/language/schema.json");
const naming = join(import.meta.dirname, "cases/naming/schema.json");

async function bindingsOf(
  schema: string,
  importExtension: "js" | "ts" | "none",
): Promise<[string, string][]> {
  return [...(await makeBindings(modelOf(schema), { importExtension })).files];
}

test.each([
  ["js", { module: ts.ModuleKind.NodeNext }],
  ["ts", { module: ts.ModuleKind.NodeNext, allowImportingTsExtensions: true }],
  ["none", { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
] as const)("type-checks with the import extension %s", async (extension, options) => {
  const files = [language, naming].map(async (schema, index) =>
    (await bindingsOf(schema, extension)).map(([path, text]) => [`output${index}/${path}`, text] as const),
  );
  const programs = Object.fromEntries((await Promise.all(files)).flat());
  expect(compile(programs, { ...strictest, ...options })).toEqual([]);
});

test("has one extension in every relative import of the output", async () => {
  const extensions = { js: /^\..*\.js$/, ts: /^\..*\.ts$/, none: /^\.{1,2}\/(.*\/)?[^./]+$/ };
  for (const extension of ["js", "ts", "none"] as const) {
    const specifiers = (await bindingsOf(language, extension)).flatMap(([, text]) =>
      [...text.matchAll(/ from "(\.[^"]*)"/g)].map(([, specifier = ""]) => specifier),
    );
    expect(specifiers.length).toBeGreaterThan(5);
    for (const specifier of specifiers) expect(specifier).toMatch(extensions[extension]);
  }
});

test("runs under Node's type stripping with the import extension ts", async () => {
  const main = `import * as bindings from "./index.ts"; console.log(typeof bindings.deleteCommand);`;
  const folder = temporaryFolder({
    ...Object.fromEntries(await bindingsOf(naming, "ts")),
    "package.json": `{ "type": "module" }`,
    "main.ts": main,
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/qapi-ts"), "junction");
  const features = process.features as { readonly typescript?: unknown };
  if (features.typescript === undefined || features.typescript === false) {
    console.info(`Node ${process.version} does not strip types: the generated files are type-checked only.`);
    return;
  }
  const { stdout, stderr } = spawnSync(process.execPath, ["main.ts"], { cwd: folder, encoding: "utf8" });
  expect(stdout, stderr).toBe("function\n");
});
