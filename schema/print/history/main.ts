/**
 * Adds the names of the commands and events of QEMU's versions to schema/history.json, the facts of docs/versions.md.
 *
 * usage: npm run schema:history -- SOURCE...     SOURCE: QEMU's source tree, or its schemas with the file VERSION
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { emptyHistory, extendHistory, type History } from "./history.js";
import { scanSource } from "./scan.js";

const usage = "usage: npm run schema:history -- SOURCE... [--out schema/history.json]";

function main(): number {
  const { values, positionals } = parseArgs({
    options: { out: { type: "string", default: "schema/history.json" } },
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    console.error(usage);
    return 2;
  }
  const { out } = values;
  const known = existsSync(out) ? (JSON.parse(readFileSync(out, "utf8")) as History) : emptyHistory;
  const history = extendHistory(known, positionals.map(scanSource));
  writeFileSync(out, `${JSON.stringify(history, null, 2)}\n`);
  console.log(`${out}: QEMU ${history.versions[0] ?? ""} to ${history.versions.at(-1) ?? ""}`);
  return 0;
}

process.exitCode = main();
