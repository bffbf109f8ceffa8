import type { ModelReading } from "../export/model/read-document.js";
import { readSchema } from "../frontend/read-schema.js";
import type { Model } from "../model/index.js";
import { printDiagnostics } from "./report.js";
import { classifySource, type Source } from "./source.js";
import { UsageError, type Terminal } from "./terminal.js";

/** Reads the model of a schema or a model file. Prints the diagnostics, and returns undefined if there are errors. */
export async function readModelOf(
  { kind, file }: Exclude<Source, { readonly kind: "server" }>,
  terminal: Terminal,
): Promise<Model | undefined> {
  if (kind === "model") return (await readModelFile(file, terminal))?.model;
  const { model, diagnostics, sources } = readSchema(file);
  printDiagnostics(diagnostics, sources, terminal);
  return model;
}

/** Reads a model file with its annotations. Prints the diagnostics, and returns undefined if there are errors. */
export async function readModelFile(file: string, terminal: Terminal): Promise<ModelReading | undefined> {
  const { readModel } = await import("../export/model/read-model.js");
  const { value, diagnostics, source } = await readModel(file);
  printDiagnostics(diagnostics, [source], terminal);
  return value;
}

/**
 * Reads the schema or model of the flag `--names`.
 * @throws UsageError if the argument is a server.
 */
export async function readNames(argument: string, terminal: Terminal): Promise<Model | undefined> {
  const source = classifySource(argument);
  if (source.kind === "server") {
    throw new UsageError(`--names requires a schema or a model, and ${JSON.stringify(argument)} is neither.`);
  }
  return readModelOf(source, terminal);
}
