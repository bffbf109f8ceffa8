// Type-checks the program with the oldest and the newest supported TypeScript, or with the versions given as arguments.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPackage, npm, program } from "./install.mjs";

const versions = process.argv.length > 2 ? process.argv.slice(2) : ["5.7", "latest"];

const folder = installPackage("@types/node@20");
writeFileSync(join(folder, "program.ts"), program);
const compilerOptions = {
  target: "ES2022",
  lib: ["ES2023", "ESNext.Disposable"],
  module: "NodeNext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  // The package's declarations are checked too.
  skipLibCheck: false,
  noEmit: true,
};
writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));

for (const version of versions) {
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", `typescript@${version}`);
  const compiler = join(folder, "node_modules", ".bin", "tsc");
  const installed = execFileSync(compiler, ["--version"], { cwd: folder, encoding: "utf8" }).trim();
  execFileSync(compiler, ["--project", "."], { cwd: folder, stdio: "inherit" });
  console.log("ok", installed);
}
