/**
 * Queries QEMU binaries one after the other and writes each answer to a file for `main.ts`.
 *
 * usage: npm run schema:ask -- --out DIR BINARY...
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { askBinary } from "./answers.js";

const usage = "usage: npm run schema:ask -- --out DIR BINARY...";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { out: { type: "string" } }, allowPositionals: true });
  if (values.out === undefined || positionals.length === 0) {
    console.error(usage);
    return 2;
  }
  mkdirSync(values.out, { recursive: true });
  for (const path of positionals) {
    const answer = await askBinary(path);
    writeFileSync(join(values.out, `${answer.binary}.json`), `${JSON.stringify(answer, null, 1)}\n`);
  }
  return 0;
}

process.exitCode = await main();
