import { readJsonFile } from "../../config/json-file/read-json-file.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import type { Model } from "../model.js";
import { resolveAccessors } from "./accessors.js";
import type { AnnotationsFile } from "./annotations-file.js";
import type { Annotations } from "./annotations.js";
import { resolveBase64 } from "./base64.js";
import { resolveCompletions } from "./completions.js";
import { annotationsSchema } from "./schema.js";
import { resolveTimeouts } from "./timeouts.js";
import { AnnotationValidator } from "./validator.js";

/** The result of reading an annotations file. */
interface AnnotationsReading {
  /** Undefined if the file has errors. */
  readonly annotations: Annotations | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads an annotations file: validates its shape, then resolves the names in it against the model. */
export async function readAnnotations(file: string, model: Model): Promise<AnnotationsReading> {
  const read = await readJsonFile(file, {
    schema: annotationsSchema,
    codes: { syntax: "annotations-syntax", shape: "annotations-shape" },
    called: "the annotations file",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { annotations: undefined, diagnostics, source };
  const validator = new AnnotationValidator(model, read);
  const { accessors = {}, completions = {}, base64 = {}, timeouts = {} } = value as AnnotationsFile;
  const annotations = {
    accessors: resolveAccessors(validator, accessors),
    completions: resolveCompletions(validator, completions),
    base64: resolveBase64(validator, base64),
    timeouts: resolveTimeouts(validator, timeouts),
  };
  const found = validator.diagnostics.toSorted(
    (a, b) => a.position.line - b.position.line || a.position.column - b.position.column,
  );
  return { annotations: found.length > 0 ? undefined : annotations, diagnostics: found, source };
}
