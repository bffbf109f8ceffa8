/**
 * Answers to `query-qmp-schema` as values, for programs that need only these: this entry point loads fast.
 *
 * - `readSchemaInfo` checks an answer and returns its entries.
 * - `jsonTypeOfInfo` returns the JSON type that distinguishes the alternatives of an alternate.
 */
export { JsonReader } from "./json-reader.js";
export { jsonTypeOfInfo } from "./json-type.js";
export { readSchemaInfo } from "./read-schema-info.js";
export type * from "./schema-info.js";
