export { bindings } from "./bindings.js";
export type { Context } from "./context.js";
export { cut, type GeneratedFile } from "./file.js";
export { withLanguageTypes } from "./language-types.js";
export type { EmitOptions } from "./context.js";
export { runtimeSymbols } from "./runtime-symbols.js";
export { createPrinter, type Printer } from "./printer.js";
