import { readJsonFile } from "../../config/json-file/read-json-file.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import type { Model } from "../model.js";
import { resolveAccessors } from "./accessors.js";
import type { AnnotationsFile } from "./annotations-file.js";
import type { Annotations } from "./annotations.js";
import { resolveBase64 } from "./base64.js";
import { resolveCompletions } from "./completions.js";
import { resolveEffects } from "./effects.js";
import { resolveHost } from "./host.js";
import { annotationsSchema } from "./schema.js";
import { resolveTimeouts } from "./timeouts.js";
import { AnnotationValidator } from "./validator.js";
import { withoutUnknown } from "./without-unknown.js";

/** The result of reading an annotations file. */
interface AnnotationsReading {
  /** Undefined if the file has errors. */
  readonly annotations: Annotations | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/**
 * Reads an annotations file: validates its shape, then resolves the names in it against the model.
 * @param skipUnknown - whether entries with names that the schema lacks are skipped instead of reported.
 */
export async function readAnnotations(
  file: string,
  model: Model,
  skipUnknown = false,
): Promise<AnnotationsReading> {
  const read = await readJsonFile(file, {
    schema: annotationsSchema,
    codes: { syntax: "annotations-syntax", shape: "annotations-shape" },
    called: "the annotations file",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { annotations: undefined, diagnostics, source };
  const content = value as AnnotationsFile;
  const resolution = resolveIn(new AnnotationValidator(model, read), content);
  const { validator } = resolution;
  const isSkipping = skipUnknown && validator.unknownNames.length > 0;
  const found = validator.diagnostics
    .filter(({ code }) => !isSkipping || code !== "annotation-unknown")
    .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  if (found.length > 0) return { annotations: undefined, diagnostics: found, source };
  if (!isSkipping) return { annotations: resolution.annotations, diagnostics: [], source };
  const known = withoutUnknown(content, validator.unknownNames);
  return { ...resolveIn(new AnnotationValidator(model, read), known), diagnostics: [], source };
}

/** The annotations, and the validator with the diagnostics about them. */
interface Resolution {
  readonly annotations: Annotations;
  readonly validator: AnnotationValidator;
}

function resolveIn(validator: AnnotationValidator, file: AnnotationsFile): Resolution {
  const { accessors = {}, completions = {}, base64 = {}, timeouts = {}, effects = {}, host = {} } = file;
  const annotations = {
    accessors: resolveAccessors(validator, accessors),
    completions: resolveCompletions(validator, completions),
    base64: resolveBase64(validator, base64),
    timeouts: resolveTimeouts(validator, timeouts),
    ...resolveEffects(validator, effects),
    host: resolveHost(validator, host),
  };
  return { annotations, validator };
}
