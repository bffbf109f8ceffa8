import { noAnnotations, type Annotations } from "../model/annotations/annotations.js";
import { chooseAnnotations } from "../qemu/annotations.js";
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
  /** Whether a schema of QEMU without a file has the annotations that are shipped with the generator. Default: false. */
  readonly recognize?: boolean;
}

/**
 * Reads a schema and its annotations.
 * @param file - the annotations file; `none`; or `qemu` for the annotations that are shipped with the generator.
 */
export async function readAnnotated(
  schema: string,
  file: string | undefined,
  { config, skipUnknown = false, recognize = false, ...options }: AnnotatedOptions = {},
): Promise<AnnotatedReading> {
  const reading = readSchema(schema, options);
  const { model } = reading;
  if (model === undefined) return { ...reading, annotations: undefined };
  const choice = chooseAnnotations(file ?? (recognize ? undefined : "none"), model);
  if (choice.kind === "none") return { ...reading, annotations: noAnnotations };
  const { readAnnotations } = await import("../model/annotations/read-annotations.js");
  if (choice.kind === "shipped") {
    // They were checked against the schemas in this repository, and are not an input of the user's.
    const { annotations } = await readAnnotations(choice.file, model, "skip");
    return { ...reading, annotations };
  }
  const handling = skipUnknown ? "skip-unknown" : "report";
  const { annotations, diagnostics: found, source } = await readAnnotations(choice.file, model, handling);
  const owner = { schema, ...(config !== undefined && { config }) };
  const beside = fileBeside(source, found, owner);
  return {
    ...{ model, notes: reading.notes },
    inputs: [...reading.inputs, beside.source.path],
    annotations,
    diagnostics: [...reading.diagnostics, ...beside.diagnostics],
    sources: [...reading.sources, beside.source],
  };
}
