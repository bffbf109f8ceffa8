import { dirname, resolve } from "node:path";
import { withoutText } from "../diagnostics/without-text.js";
import { isWithin } from "../files/is-within.js";
import { realPathOf } from "../files/real-path.js";
import { noAnnotations, type Annotations } from "../model/annotations/annotations.js";
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
  const isHidden = config !== undefined && !isShown(file, [dirname(config), dirname(schema)]);
  const diagnostics = isHidden ? found.map(withoutText) : found;
  return {
    ...{ model: reading.model, notes: reading.notes },
    inputs: [...reading.inputs, resolve(file)],
    annotations,
    diagnostics: [...reading.diagnostics, ...diagnostics],
    sources: [...reading.sources, { ...source, path: resolve(file), ...(isHidden && { isHidden }) }],
  };
}

function isShown(file: string, folders: readonly string[]): boolean {
  const realPath = realPathOf(file);
  return folders.some((folder) => isWithin(realPath, folder));
}
