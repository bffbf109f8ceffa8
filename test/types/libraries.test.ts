import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { root } from "../support/compile.js";

const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
const entryPoints = Object.keys(exports).filter((path) => path !== "./node" && path !== "./package.json");

/** Compiles a program that imports every entry point but `qapi-ts/node`. @returns the compiler's output. */
function compileWith(libraries: readonly string[]): string {
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2023", "ESNext.Disposable", ...libraries],
    module: "NodeNext",
    strict: true,
    noEmit: true,
    types: [],
  };
  const imports = entryPoints.map(
    (path) => `export * as ${path.replace(/\W/g, "_")} from "qapi-ts${path.slice(1)}";`,
  );
  const folder = temporaryFolder({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["program.ts"] }),
    "program.ts": imports.join("\n"),
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/qapi-ts"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    return execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test("every entry point but qapi-ts/node compiles with the library DOM and without Node's types", () => {
  expect(entryPoints.length).toBeGreaterThan(15);
  expect(compileWith(["DOM"])).toBe("");
});

test("without both, the compiler misses the types of the platform", () => {
  expect(compileWith([])).toMatch(/Cannot find name 'AbortSignal'/);
});
