import { readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireCompiled } from "../../../generator/codegen/compiled.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const text = "module.exports = { two: require('node:path').basename(__filename).length - 2 };";
const modules = { "node_modules/m/a.js": text, "b.js": text };

/** Loads a file as if nobody had, and gives what others then get. */
function load(file: string): unknown {
  const require = createRequire(file);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete require.cache[file];
  requireCompiled(file);
  return require(file);
}

test("what a module was compiled to is kept, and used again", () => {
  const folder = temporaryFolder(modules);
  const kept = (): string[] => readdirSync(join(folder, "node_modules/.cache/qapi-ts-generator"));
  const file = join(folder, "node_modules/m/a.js");
  expect(load(file)).toEqual({ two: 2 });
  const [first] = kept();
  expect(load(file)).toEqual({ two: 2 });
  expect(kept()).toEqual([first]);
  writeFileSync(file, text.replace("- 2", "- 1 "));
  expect(load(file)).toEqual({ two: 3 });
  expect(kept()).toHaveLength(2);
});

test("what somebody broke is made anew", () => {
  const folder = temporaryFolder(modules);
  const file = join(folder, "node_modules/m/a.js");
  load(file);
  const cache = join(folder, "node_modules/.cache/qapi-ts-generator");
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), "nonsense");
  expect(load(file)).toEqual({ two: 2 });
});

test("where nothing can be kept, a module is loaded all the same", () => {
  const folder = temporaryFolder({ ...modules, "node_modules/.cache": "a file" });
  expect(load(join(folder, "node_modules/m/a.js"))).toEqual({ two: 2 });
  expect(load(join(folder, "b.js"))).toEqual({ two: 2 });
});
