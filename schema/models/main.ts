/**
 * Writes what the package of the generator contains of QEMU: the models of the shipped bindings to generator/models, and
 * the annotations to generator/qemu/annotations. They come from the same files as the bindings. With --check, it writes
 * nothing, and exits with 1 if a file is out of date.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { shippedAnnotations, shippedModels, type ShippedFile } from "./models.js";

const usage = "usage: npm run models -- [--check]";

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  // npm runs this program in the folder of the repository.
  const outdated = [
    ...update("generator/models", await shippedModels("qapi-ts.config.json"), values.check === true),
    ...update("generator/qemu/annotations", shippedAnnotations("schema"), values.check === true),
  ];
  if (values.check !== true) {
    for (const file of outdated) console.log(`${file}: written`);
    return 0;
  }
  for (const file of outdated) console.error(`${file}: is out of date. Run \`npm run models\`.`);
  return outdated.length > 0 ? 1 : 0;
}

/** Makes the folder contain exactly the files. Returns those that differ, which with `check` are left as they are. */
function update(folder: string, files: readonly ShippedFile[], check: boolean): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const present = readdirSync(folder);
  const changed = files.filter(
    ({ file, text }) => !present.includes(file) || readFileSync(join(folder, file), "utf8") !== text,
  );
  const superfluous = present.filter((name) => !files.some(({ file }) => file === name));
  if (!check) {
    for (const { file, text } of changed) writeFileSync(join(folder, file), text);
    for (const file of superfluous) rmSync(join(folder, file));
  }
  return [...changed.map(({ file }) => file), ...superfluous].map((file) => join(folder, file));
}

process.exitCode = await main();
