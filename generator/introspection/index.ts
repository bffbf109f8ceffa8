/**
 * Answers to `query-qmp-schema` as values, without the rest of the generator. This entry point serves the other packages of
 * this project and may change in any version: its names are on no page of docs/.
 *
 * - `readSchemaInfo` checks an answer and returns its entries.
 * - `introspect` returns the answer of a server with a model.
 * - `JsonReader` reads JSON of unknown shape.
 * - `jsonTypeOfInfo` returns the JSON type that distinguishes the alternatives of an alternate.
 */
export { introspect, type IntrospectOptions } from "./introspect.js";
export { readSchemaInfo } from "./schema-info.js";
export { JsonReader } from "./json-reader.js";
export { jsonTypeOfInfo } from "./schema-info.js";
export type * from "./schema-info.js";
