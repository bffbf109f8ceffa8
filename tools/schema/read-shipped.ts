import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Reads a JSON file of the package's folder `schemas`. */
export function readShipped(name: string): unknown {
  // The same file from the sources and from `dist`.
  const manifest = createRequire(import.meta.url).resolve("qapi-ts-tools/package.json");
  return JSON.parse(readFileSync(join(dirname(manifest), "schemas", name), "utf8"));
}
