import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import { readJsonFile } from "../../config/json-file/read-json-file.js";
import type { Annotations, Model } from "../index.js";
import { resolveAccessors } from "./accessors.js";
import { resolveBase64 } from "./base64.js";
import { resolveCompletions } from "./completions.js";
import { Judge } from "./judge.js";
import { annotationsSchema } from "./schema.js";
import { resolveTimeouts } from "./timeouts.js";
import type { WrittenAnnotations } from "./written.js";

/** What a file says of a schema, or what is wrong with it. */
export interface AnnotationsReading {
  /** Undefined where the file is wrong. */
  readonly annotations: Annotations | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads an annotations file: its form first, then whether all that it names is in the model. */
export async function readAnnotations(file: string, model: Model): Promise<AnnotationsReading> {
  const read = await readJsonFile(file, {
    schema: annotationsSchema,
    codes: { syntax: "annotations-syntax", shape: "annotations-shape" },
    called: "the file",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { annotations: undefined, diagnostics, source };
  const judge = new Judge(model, read);
  const { accessors = {}, completions = {}, base64 = {}, timeouts = {} } = value as WrittenAnnotations;
  const annotations = {
    accessors: resolveAccessors(judge, accessors),
    completions: resolveCompletions(judge, completions),
    base64: resolveBase64(judge, base64),
    timeouts: resolveTimeouts(judge, timeouts),
  };
  const found = judge.diagnostics.toSorted(
    (a, b) => a.position.line - b.position.line || a.position.column - b.position.column,
  );
  return { annotations: found.length > 0 ? undefined : annotations, diagnostics: found, source };
}
