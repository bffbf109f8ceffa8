import type { ModelReading } from "../export/model/read-document.js";
import type { ServerEntry } from "../export/model/document.js";
import { readAnnotated } from "../frontend/read-annotated.js";
import type { Answer } from "../import/answer.js";
import { importAnswers } from "../import/import-answers.js";
import { noAnnotations, type Annotations, type Model } from "../model/index.js";
import { askOptions, loadAnswer } from "./answer.js";
import { importOptions } from "./import-options.js";
import { readModelFile } from "./read-model-of.js";
import { printDiagnostics } from "./report.js";
import type { Source } from "./source.js";
import { UsageError, type Terminal } from "./terminal.js";

export interface InterfaceFlags {
  readonly annotations?: string | undefined;
  readonly names?: string | undefined;
  readonly timeout?: number | undefined;
}

/**
 * Loads an interface and its annotations from a schema, a model, a saved answer or a server. Prints the diagnostics, and
 * returns undefined if there are errors.
 * @throws UsageError if a flag does not apply to the source.
 */
export async function loadInterface(
  argument: string,
  source: Source,
  flags: InterfaceFlags,
  terminal: Terminal,
): Promise<ModelReading | undefined> {
  const { annotations, names } = flags;
  const isReported = source.kind === "server" || source.kind === "answer";
  if (names !== undefined && !isReported) {
    throw new UsageError(`--names requires a server or an answer; ${JSON.stringify(argument)} has names.`);
  }
  if (source.kind === "model") {
    if (annotations === undefined) return readModelFile(source.file, terminal);
    throw new UsageError(`--annotations requires a schema or a server; a model contains its annotations.`);
  }
  return source.kind === "schema"
    ? readSchemaFile(source.file, annotations, terminal)
    : importInterface(await loadAnswer(argument, askOptions(flags)), flags, terminal);
}

async function readSchemaFile(
  schema: string,
  file: string | undefined,
  terminal: Terminal,
): Promise<ModelReading | undefined> {
  const { model, annotations, diagnostics, sources } = await readAnnotated(schema, file);
  printDiagnostics(diagnostics, sources, terminal);
  return model && annotations && { model, annotations, server: undefined };
}

async function importInterface(
  answer: Answer,
  { annotations: file, names: namesFile }: InterfaceFlags,
  terminal: Terminal,
): Promise<ModelReading | undefined> {
  const options = await importOptions([answer], namesFile, terminal);
  if (options === undefined) return undefined;
  const { model } = importAnswers([answer], options);
  const annotations = file === undefined ? noAnnotations : await readAnnotationsOf(file, model, terminal);
  return annotations && { model, annotations, server: serverOf(answer) };
}

async function readAnnotationsOf(
  file: string,
  model: Model,
  terminal: Terminal,
): Promise<Annotations | undefined> {
  const { readAnnotations } = await import("../model/annotations/read-annotations.js");
  const { annotations, diagnostics, source } = await readAnnotations(file, model);
  printDiagnostics(diagnostics, [source], terminal);
  return annotations;
}

/** Only QEMU's programs report a version. */
function serverOf({ origin: { version } }: Answer): ServerEntry | undefined {
  return version === undefined ? undefined : { name: "QEMU", version };
}
