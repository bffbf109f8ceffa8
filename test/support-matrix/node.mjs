// Runs the program with the oldest and the newest supported Node, or with the versions given as arguments.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installPackage, npm, writeProgram } from "./install.mjs";

const { engines } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"));
const oldest = `${engines.node.replace(">=", "")}.0`;
const newest = "26";
const versions = process.argv.length > 2 ? process.argv.slice(2) : [oldest, newest];

const folder = installPackage();
writeProgram(folder);

// The package `node` installs the binary from the package of the platform.
const platformPackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
for (const version of versions) {
  npm(
    folder,
    "install",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--no-save",
    `${platformPackage}@${version}`,
  );
  const binary = join(folder, "node_modules", platformPackage, "bin", "node");
  process.stdout.write(
    execFileSync(binary, ["program.js"], { cwd: folder, encoding: "utf8", timeout: 30_000 }),
  );
}
