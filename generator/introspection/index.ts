/**
 * Answers to `query-qmp-schema` as values, for programs that need only these: this entry point loads fast.
 *
 * - `readSchemaInfo` checks an answer and returns its entries.
 * - `introspect` returns the answer of a server with a model.
 * - `jsonTypeOfInfo` returns the JSON type that distinguishes the alternatives of an alternate.
 */
export { introspect, type IntrospectOptions } from "./introspect.js";
export { readSchemaInfo } from "./schema-info.js";
export { JsonReader } from "./json-reader.js";
export { jsonTypeOfInfo } from "./schema-info.js";
export type * from "./schema-info.js";
