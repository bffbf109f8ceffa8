import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./support/process.js";
import { documentedWith, repeatedText, scaledSchemas } from "./support/scaled-schemas.js";

// Measures `qapi-ts check`, and `generate` for documentation, over generated schemas of growing sizes. Linear growth has
// the ratio 10 between two sizes; the time of starting the command is subtracted.

const folder = mkdtempSync(join(tmpdir(), "qapi-ts-scale-"));
const schema = join(folder, "s.json");
const cli = join(root, "generator/dist/cli/main.js");

function time(text: string, args: readonly string[]): number {
  writeFileSync(schema, text);
  const start = performance.now();
  // Schemas with errors exit with 1.
  const { error } = spawnSync(process.execPath, [cli, ...args], { maxBuffer: 2 ** 30 });
  if (error !== undefined) throw error;
  return performance.now() - start;
}

const check = ["check", schema];
const generate = ["generate", schema, "--out", join(folder, "out")];

function printRow(name: string, sizes: readonly number[], times: readonly number[], start: number): void {
  const ratios = times
    .slice(1)
    .map((each, index) => (each - start) / Math.max(1, (times[index] ?? 0) - start));
  const cells = times.map((each, index) => `${sizes[index] ?? 0}: ${each.toFixed(0)} ms`);
  console.log(
    `${name.padEnd(30)} ${cells.join(", ")}; ratios ${ratios.map((each) => each.toFixed(1)).join(", ")}`,
  );
}

try {
  const start = time("{ 'command': 'c' }\n", check);
  const counts = [1000, 10_000, 100_000];
  for (const [name, make] of Object.entries(scaledSchemas)) {
    printRow(
      name,
      counts,
      counts.map((count) => time(`${make(count)}\n`, check)),
      start,
    );
  }
  const lengths = [6000, 60_000, 600_000];
  const startGenerate = time("{ 'command': 'c' }\n", generate);
  for (const text of repeatedText) {
    const times = lengths.map((length) => time(documentedWith(text, length), generate));
    printRow(`documentation of ${JSON.stringify(text)}`, lengths, times, startGenerate);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
