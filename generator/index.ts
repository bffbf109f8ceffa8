/**
 * The generator as a library. docs/generator-library.md describes it.
 *
 * - `generate` writes the bindings of a target.
 * - `readSchema` reads a schema and returns its model and diagnostics; `readModel` restores a model from JSON.
 * - `introspect` returns what a server with a schema replies to `query-qmp-schema`.
 * - `diffInterfaces` compares schemas and introspection results, and classifies the differences by compatibility.
 * - `importAnswers` builds a schema from introspection results.
 * - `modelDocument`, `jsonSchemaDocument` and `asyncApiDocument` convert a model to JSON, JSON Schema and AsyncAPI, and
 *   `printSchema` prints it as QAPI files.
 */
export { createPrinter, type Printer } from "./codegen/printer.js";
export { readConfig, type ConfigReading } from "./config/read-config.js";
export type { Target, TargetOptions } from "./config/target.js";
export type { DeviceFacts } from "./devices/facts.js";
export { readDeviceFacts, type FactsReading } from "./devices/read-facts.js";
export {
  formatDiagnostic,
  UserError,
  type Diagnostic,
  type DiagnosticSource,
} from "./diagnostics/diagnostic.js";
export type { SchemaChange } from "./diff/change-kinds.js";
export { diffInterfaces } from "./diff/diff.js";
export { interfaceOfAnswer } from "./diff/from-answer.js";
export { interfaceOfModel } from "./diff/from-model.js";
export type { Interface } from "./diff/interface.js";
export { asyncApiDocument } from "./export/asyncapi-document.js";
export { jsonSchemaDocument } from "./export/json-schema-document.js";
export { jsonText, modelText, type ModelDocument } from "./export/model/document.js";
export { modelDocument, type DocumentOptions } from "./export/model/model-document.js";
export type { AnnotatedModel, ModelReading } from "./export/model/read-document.js";
export { readModel, type ModelFileReading } from "./export/model/read-model.js";
export {
  readAnnotated,
  readSchema,
  type AnnotatedOptions,
  type AnnotatedReading,
  type ReadOptions,
  type SchemaReading,
  type SchemaSource,
} from "./frontend/read-schema.js";
export { generate, type GenerateOptions, type Generation } from "./generate.js";
export { parseAnswer, readAnswer, type Answer, type RawAnswer } from "./import/answer.js";
export type { ImportOptions } from "./import/build/build-model.js";
export { importAnswers, type Import } from "./import/import-answers.js";
export { askServer, type AskOptions, type LiveAnswer, type LiveServer } from "./introspection/ask-server.js";
export { introspect, type IntrospectOptions } from "./introspection/introspect.js";
export type { SchemaInfo } from "./introspection/schema-info.js";
export { noAnnotations, pruneAnnotations, type Annotations } from "./model/annotations/annotations.js";
export { lowerAccessors, makeModel, withoutPositions } from "./model/make-model.js";
export { pruneModel } from "./model/prune.js";
export {
  commonMembers,
  discriminatorValues,
  isType,
  ownMembers,
  partsOf,
  type Part,
} from "./model/queries.js";
export type { BuiltinName } from "./model/builtin-types.js";
export type { Condition } from "./model/conditions.js";
export type {
  Accessor,
  AlternateType,
  Branch,
  Command,
  Definition,
  Documentation,
  DocumentationItem,
  DocumentationSection,
  DocumentationText,
  EnumType,
  EnumValue,
  Event,
  Feature,
  FreeFormDocumentation,
  Member,
  Members,
  Model,
  Module,
  Position,
  StructType,
  TypeDefinition,
  TypeReference,
  UnionType,
} from "./model/model.js";
export { printSchema, type PrintedFile, type PrintOptions } from "./print-schema/schema.js";
