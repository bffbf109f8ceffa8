/**
 * Writes the models of the shipped bindings to generator/models, from the same files that the bindings are generated from.
 * With --check, it writes nothing, and exits with 1 if a model is out of date.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { shippedModels, type ShippedModel } from "./models.js";

const usage = "usage: npm run models -- [--check]";

// npm runs this program in the folder of the repository.
const folder = "generator/models";

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  mkdirSync(folder, { recursive: true });
  const models = await shippedModels("qapi-ts.config.json");
  const changed = models.filter(({ file, text }) => readCurrent(file) !== text);
  const names = new Set(models.map(({ file }) => file));
  const superfluous = readdirSync(folder).filter((file) => !names.has(file));
  if (values.check !== true) {
    write(changed);
    for (const file of superfluous) rmSync(join(folder, file));
    console.log(`${folder}: ${changed.length} written, ${superfluous.length} removed`);
    return 0;
  }
  for (const file of [...changed.map((each) => each.file), ...superfluous]) {
    console.error(`${join(folder, file)}: is out of date. Run \`npm run models\`.`);
  }
  return changed.length + superfluous.length > 0 ? 1 : 0;
}

function readCurrent(file: string): string | undefined {
  return readdirSync(folder).includes(file) ? readFileSync(join(folder, file), "utf8") : undefined;
}

function write(models: readonly ShippedModel[]): void {
  for (const { file, text } of models) writeFileSync(join(folder, file), text);
}

process.exitCode = await main();
