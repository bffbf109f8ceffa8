import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";

/**
 * ts-morph as the CommonJS module that it is. An `import` would have Node read through the nine megabytes of its
 * compiler for the names that they export, which takes a third of the time of loading it.
 */
export const tsMorph: typeof TsMorph = createRequire(import.meta.url)("ts-morph") as typeof TsMorph;
