import type { JsonPath } from "../../config/json-file/json-file.js";
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
import { withoutMisfits } from "./without-misfits.js";

/** The result of reading an annotations file. */
interface AnnotationsReading {
  /** Undefined if the file has errors. */
  readonly annotations: Annotations | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/**
 * What happens to entries that do not fit the schema: `report` reports all of them, `skip-unknown` skips those with names
 * that the schema lacks, and `skip` skips all, for a file of this package: its form is not validated either.
 */
export type MisfitHandling = "report" | "skip-unknown" | "skip";

/** Reads an annotations file: validates its shape, then resolves the names in it against the model. */
export async function readAnnotations(
  file: string,
  model: Model,
  handling: MisfitHandling = "report",
): Promise<AnnotationsReading> {
  const read = await readJsonFile(file, {
    schema: handling === "skip" ? undefined : annotationsSchema,
    codes: { syntax: "annotations-syntax", shape: "annotations-shape" },
    called: "the annotations file",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { annotations: undefined, diagnostics, source };
  let content = value as AnnotationsFile;
  for (;;) {
    const { annotations, validator } = resolveIn(new AnnotationValidator(model, read), content);
    const skipped = skippedPlaces(validator, handling);
    const found = validator.diagnostics
      .filter(({ code }) => skipped.length === 0 || (code !== "annotation-unknown" && handling !== "skip"))
      .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
    if (found.length > 0) return { annotations: undefined, diagnostics: found, source };
    if (skipped.length === 0) return { annotations, diagnostics: [], source };
    // What is left may fit only together with what was removed, so it is resolved again.
    content = withoutMisfits(content, skipped);
  }
}

function skippedPlaces(
  { unknownNames, mismatches }: AnnotationValidator,
  handling: MisfitHandling,
): readonly JsonPath[] {
  switch (handling) {
    case "report":
      return [];
    case "skip-unknown":
      return unknownNames;
    case "skip":
      return [...unknownNames, ...mismatches];
  }
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
