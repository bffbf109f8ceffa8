/**
 * Writes the explorer's page, or the API reference, which is the same page without a machine.
 *
 * usage: node tools/dist/explore/build/main.js explorer|reference --out FOLDER
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { makeSite } from "./site.js";

const usage = "usage: node tools/dist/explore/build/main.js explorer|reference --out FOLDER";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { out: { type: "string" } }, allowPositionals: true });
  const [kind] = positionals;
  const { out } = values;
  if ((kind !== "explorer" && kind !== "reference") || positionals.length !== 1 || out === undefined) {
    console.error(usage);
    return 2;
  }
  // npm runs this program in the folder of the repository.
  const files = await makeSite(".", kind);
  rmSync(out, { recursive: true, force: true });
  for (const [name, content] of files) {
    const file = join(out, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  if (kind === "reference") console.log(`${join(out, "index.html")}: open it in a browser`);
  return 0;
}

process.exitCode = await main();
