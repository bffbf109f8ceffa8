import { noAnnotations, type Annotations } from "../model/annotations/annotations.js";
import { fileBeside } from "./file-beside.js";
import { readSchema, type ReadOptions, type SchemaReading } from "./read-schema.js";

/** The result of reading a schema and its annotations. */
export interface AnnotatedReading extends SchemaReading {
  /** Undefined if the schema or the annotations have errors. */
  readonly annotations: Annotations | undefined;
}

export interface AnnotatedOptions extends ReadOptions {
  /** The config file that names the annotations file. Default: the user named it. */
  readonly config?: string;
  /** Whether annotations of names that the schema lacks are skipped instead of reported. Default: false. */
  readonly skipUnknown?: boolean;
}

/** Reads a schema, and its annotations file if there is one. */
export async function readAnnotated(
  schema: string,
  file: string | undefined,
  { config, skipUnknown = false, ...options }: AnnotatedOptions = {},
): Promise<AnnotatedReading> {
  const reading = readSchema(schema, options);
  if (reading.model === undefined) return { ...reading, annotations: undefined };
  if (file === undefined) return { ...reading, annotations: noAnnotations };
  const { readAnnotations } = await import("../model/annotations/read-annotations.js");
  const { annotations, diagnostics: found, source } = await readAnnotations(file, reading.model, skipUnknown);
  const owner = { schema, ...(config !== undefined && { config }) };
  const beside = fileBeside(source, found, owner);
  return {
    ...{ model: reading.model, notes: reading.notes },
    inputs: [...reading.inputs, beside.source.path],
    annotations,
    diagnostics: [...reading.diagnostics, ...beside.diagnostics],
    sources: [...reading.sources, beside.source],
  };
}
