import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as TsMorph from "ts-morph";
import { requireCompiled } from "./compiled.js";

const require = createRequire(import.meta.url);
// Most of what there is to load: the compiler that ts-morph stands on, nine megabytes.
const common = createRequire(require.resolve("ts-morph")).resolve("@ts-morph/common");
const compiler = join(dirname(common), "typescript.js");
if (existsSync(compiler)) requireCompiled(compiler);

/**
 * ts-morph as the CommonJS module that it is. An `import` would have Node read through the nine megabytes of its
 * compiler for the names that they export, which takes a third of the time of loading it.
 */
export const tsMorph: typeof TsMorph = require("ts-morph") as typeof TsMorph;
