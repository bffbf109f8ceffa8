import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { factsFiles } from "./facts.js";

/** Writes the facts about QEMU that are shipped with the generator, from the files in `schema`. */
for (const { path, text } of factsFiles("schema")) {
  const file = join("generator/qemu", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
