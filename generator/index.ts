/**
 * The generator as a library.
 *
 * - `readSchema` reads a schema and returns its model and diagnostics.
 * - `generate` writes the bindings of a target.
 * - `introspect` returns what a server with a schema replies to `query-qmp-schema`.
 * - `diffInterfaces` compares schemas and introspection results, and classifies the differences by compatibility.
 * - `importAnswers` builds a schema from introspection results.
 * - `modelDocument` converts a model to JSON, and `readModel` restores it from a file. `jsonSchemaDocument` and
 *   `asyncApiDocument` convert it to JSON Schema and AsyncAPI.
 */
export { asyncApiDocument } from "./export/asyncapi-document.js";
export { jsonSchemaDocument } from "./export/json-schema-document.js";
export { jsonText, type ModelDocument, modelText } from "./export/model/document.js";
export { modelDocument, type DocumentOptions } from "./export/model/model-document.js";
export { readModel, type ModelFileReading } from "./export/model/read-model.js";
export type { AnnotatedModel, ModelReading } from "./export/model/read-document.js";
export { readConfig } from "./config/read-config.js";
export { diffInterfaces } from "./diff/diff.js";
export type { SchemaChange } from "./diff/change-kinds.js";
export { interfaceOfAnswer } from "./diff/from-answer.js";
export { interfaceOfModel } from "./diff/from-model.js";
export type { Interface } from "./diff/interface.js";
export { type Diagnostic, formatDiagnostic } from "./diagnostics/diagnostic.js";
export { createPrinter, type Printer } from "./codegen/printer.js";
export { generate, type GenerateOptions, type Generation } from "./generate.js";
export { introspect, type IntrospectOptions } from "./introspection/introspect.js";
export { askDevices, type DevicesAnswer } from "./devices/ask-devices.js";
export { type DeviceEntry, type DeviceFacts, printDevices, type PropertyEntry } from "./devices/facts.js";
export { mergeDevices, withSchemaEnums } from "./devices/merge.js";
export { readDeviceFacts } from "./devices/read-facts.js";
export { storedFacts } from "./devices/facts.js";
export { type AskOptions, askServer, type LiveAnswer, type LiveServer } from "./introspection/ask-server.js";
export * from "./model/index.js";
export {
  type AnnotatedReading,
  readAnnotated,
  type ReadOptions,
  readSchema,
  type SchemaReading,
  type SchemaSource,
} from "./frontend/read-schema.js";
export { pruneModel } from "./model/prune.js";
export type { Target } from "./config/target.js";
export { type Answer, type Origin, parseAnswer } from "./import/answer.js";
export { availabilitySentence, withoutAvailability } from "./import/build/documentation.js";
export { importAnswers, type Import } from "./import/import-answers.js";
export type { ImportOptions } from "./import/build/build-model.js";
export { readSchemaInfo } from "./introspection/schema-info.js";
export { JsonReader } from "./introspection/json-reader.js";
export { jsonTypeOfInfo } from "./introspection/schema-info.js";
export type * from "./introspection/schema-info.js";
export { wrap } from "./print-schema/documentation.js";
export { printSchema, type PrintedFile } from "./print-schema/schema.js";
export { makeModel, withoutPositions } from "./model/make-model.js";
