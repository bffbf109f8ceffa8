import { resolve } from "node:path";
import { noAnnotations, type Annotations } from "../model/annotations/annotations.js";
import { readSchema, type ReadOptions, type SchemaReading } from "./read-schema.js";

/** The result of reading a schema and its annotations. */
export interface AnnotatedReading extends SchemaReading {
  /** Undefined if the schema or the annotations have errors. */
  readonly annotations: Annotations | undefined;
}

/** Reads a schema, and its annotations file if there is one. */
export async function readAnnotated(
  schema: string,
  file: string | undefined,
  options: ReadOptions = {},
): Promise<AnnotatedReading> {
  const reading = readSchema(schema, options);
  if (reading.model === undefined) return { ...reading, annotations: undefined };
  if (file === undefined) return { ...reading, annotations: noAnnotations };
  const { readAnnotations } = await import("../model/annotations/read-annotations.js");
  const { annotations, diagnostics, source } = await readAnnotations(file, reading.model);
  return {
    model: reading.model,
    inputs: [...reading.inputs, resolve(file)],
    annotations,
    diagnostics: [...reading.diagnostics, ...diagnostics],
    sources: [...reading.sources, { ...source, path: resolve(file) }],
  };
}
