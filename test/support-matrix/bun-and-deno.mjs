// Runs the program with Bun and with Deno, the newest or the versions given as arguments.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installPackage, npm, writeProgram } from "./install.mjs";

const [bun = "latest", deno = "latest"] = process.argv.slice(2);

// The packages `bun` and `deno` install the binaries from the packages of the platform. Linux only.
const isArm = process.arch === "arm64";
const runtimes = [
  { name: `@oven/bun-linux-${isArm ? "aarch64" : "x64"}`, version: bun, binary: "bin/bun", args: [] },
  {
    name: `@deno/linux-${isArm ? "arm64" : "x64"}-glibc`,
    version: deno,
    binary: "deno",
    args: ["run", "--allow-all"],
  },
];

const folder = installPackage();
writeProgram(folder);
for (const { name, version, binary, args } of runtimes) {
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", `${name}@${version}`);
  const options = { cwd: folder, encoding: "utf8", timeout: 30_000 };
  const output = execFileSync(join(folder, "node_modules", name, binary), [...args, "program.js"], options);
  process.stdout.write(`${name}: ${output}`);
}
