import { resolve } from "node:path";
import { noAnnotations, type Annotations } from "../annotations.js";
import { readSchema, type ReadOptions, type SchemaReading } from "../../frontend/read-schema.js";

/** A schema with what is said of it beside it. */
export interface AnnotatedReading extends SchemaReading {
  /** Undefined where the schema or the annotations are wrong. */
  readonly annotations: Annotations | undefined;
}

/** Reads a schema, and the annotations file that belongs to it, if there is one. */
export async function readAnnotated(
  schema: string,
  file: string | undefined,
  options: ReadOptions = {},
): Promise<AnnotatedReading> {
  const reading = readSchema(schema, options);
  if (reading.model === undefined) return { ...reading, annotations: undefined };
  if (file === undefined) return { ...reading, annotations: noAnnotations };
  const { readAnnotations } = await import("./read-annotations.js");
  const { annotations, diagnostics, source } = await readAnnotations(file, reading.model);
  return {
    model: reading.model,
    inputs: [...reading.inputs, resolve(file)],
    annotations,
    diagnostics: [...reading.diagnostics, ...diagnostics],
    sources: [...reading.sources, { ...source, path: resolve(file) }],
  };
}
