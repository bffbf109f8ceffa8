// Installs the packed package as a user would, in an empty folder.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../..");

/** The program that each version runs or type-checks, in TypeScript. */
export const program = readFileSync(join(import.meta.dirname, "program.ts"), "utf8");

/** Runs npm in a folder. */
export function npm(folder, ...args) {
  return execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/**
 * Packs the built package and installs it in a new folder together with other packages.
 * @returns the folder, which is removed when this process exits.
 */
export function installPackage(...packages) {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-consumer-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  // The package is built already; `prepack` would build it again.
  const [{ filename }] = JSON.parse(
    npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
  );
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", join(folder, filename), ...packages);
  return folder;
}

/** Writes the program as JavaScript to `program.js` of a folder. */
export function writeProgram(folder) {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  writeFileSync(join(folder, "program.js"), ts.transpileModule(program, { compilerOptions }).outputText);
}
