import type { DeviceFacts } from "../../devices/facts.js";
import { jsonText, modelText, type ServerEntry } from "../../export/model/document.js";
import { conditionsOf, type DefineFlags, type ExportFormat } from "../options.js";
import { modelDocument } from "../../export/model/model-document.js";
import type { AnnotatedModel, ModelReading } from "../../export/model/read-document.js";
import { writeText } from "../../files/files.js";
import { readAnnotated } from "../../frontend/read-schema.js";
import type { Answer } from "../../import/answer.js";
import { importAnswers } from "../../import/import-answers.js";
import { pruneAnnotations } from "../../model/annotations/annotations.js";
import { type Annotations, type Model, noAnnotations } from "../../model/index.js";
import { possibleModel, pruneModel } from "../../model/prune.js";
import { chooseAnnotations } from "../../qemu/shipped-files.js";
import {
  askOptions,
  classifySource,
  importOptions,
  loadAnswer,
  readModelFile,
  serverName,
  type Source,
  warnAboutConditions,
} from "../source.js";
import { type ExitCode, exitCodes, printDiagnostics, type Terminal, UsageError } from "../terminal.js";

interface ExportFlags extends InterfaceFlags, DefineFlags {
  readonly format: ExportFormat;
  readonly out?: string | undefined;
}

/** Runs `qapi-ts export`. */
export async function runExport(argument: string, flags: ExportFlags, terminal: Terminal): Promise<ExitCode> {
  const defines = conditionsOf(flags);
  const loaded = await loadInterface(argument, { ...flags, defines }, terminal);
  if (loaded === undefined) return exitCodes.found;
  warnAboutConditions([loaded.model], flags.define, argument, terminal);
  const text = await exportText(ofBuild(loaded, defines), flags.format);
  if (flags.out === undefined) terminal.out(text);
  else writeText(flags.out, text);
  return exitCodes.done;
}

function ofBuild(loaded: ModelReading, defines: ReadonlySet<string> | undefined): ModelReading {
  const model = defines === undefined ? possibleModel(loaded.model) : pruneModel(loaded.model, defines);
  return { ...loaded, model, annotations: pruneAnnotations(model, loaded.annotations) };
}

async function exportText(content: ModelReading, format: ExportFormat): Promise<string> {
  switch (format) {
    case "model":
      return modelText(modelDocument(content.model, content));
    case "json-schema": {
      const { jsonSchemaDocument } = await import("../../export/json-schema-document.js");
      return jsonText(jsonSchemaDocument(content), 2);
    }
    case "asyncapi": {
      const { asyncApiDocument } = await import("../../export/asyncapi-document.js");
      return jsonText(asyncApiDocument(content), 3);
    }
  }
}

interface InterfaceFlags {
  readonly annotations?: string | undefined;
  readonly devices?: string | undefined;
  readonly names?: string | undefined;
  readonly timeout?: number | undefined;
}

/**
 * Loads an interface with its annotations and devices from a schema, a model, a saved answer or a server. Prints the
 * diagnostics, and returns undefined if there are errors.
 * @throws UsageError if a flag does not apply to the source.
 */
async function loadInterface(
  argument: string,
  flags: InterfaceFlags & { readonly defines: ReadonlySet<string> | undefined },
  terminal: Terminal,
): Promise<ModelReading | undefined> {
  const source = classifySource(argument);
  checkFlags(argument, source, flags);
  if (source.kind === "model") return readModelFile(source.file, terminal, flags.defines);
  const loaded =
    source.kind === "schema"
      ? await readSchemaFile(source.file, flags, terminal)
      : await importInterface(await loadAnswer(source, argument, askOptions(flags)), flags, terminal);
  if (loaded === undefined || flags.devices === undefined) return loaded && { ...loaded, devices: undefined };
  const devices = await readDevicesOf(flags.devices, terminal);
  return devices && { ...loaded, devices };
}

function checkFlags(
  argument: string,
  { kind }: Source,
  { annotations, devices, names }: InterfaceFlags,
): void {
  if (names !== undefined && kind !== "server" && kind !== "answer") {
    throw new UsageError(`--names requires a server or an answer; ${JSON.stringify(argument)} has names.`);
  }
  const flag = annotations !== undefined ? "--annotations" : devices !== undefined ? "--devices" : undefined;
  if (kind === "model" && flag !== undefined) {
    throw new UsageError(`${flag} requires a schema or a server; a model contains what the flag adds.`);
  }
}

async function readSchemaFile(
  schema: string,
  { annotations: file, defines }: Parameters<typeof loadInterface>[1],
  terminal: Terminal,
): Promise<AnnotatedModel | undefined> {
  const options = { recognize: true, defines };
  const { model, annotations, diagnostics, sources } = await readAnnotated(schema, file, options);
  printDiagnostics(diagnostics, sources, terminal);
  return model && annotations && { model, annotations, server: undefined };
}

async function importInterface(
  answer: Answer,
  { annotations: file, names: namesFile }: InterfaceFlags,
  terminal: Terminal,
): Promise<AnnotatedModel | undefined> {
  const options = await importOptions([answer], namesFile, terminal);
  if (options === undefined) return undefined;
  const { model } = importAnswers([answer], options);
  const annotations = await readAnnotationsOf(file, model, terminal);
  return annotations && { model, annotations, server: serverOf(answer) };
}

async function readAnnotationsOf(
  file: string | undefined,
  model: Model,
  terminal: Terminal,
): Promise<Annotations | undefined> {
  const choice = chooseAnnotations(file, model);
  if (choice.kind === "none") return noAnnotations;
  const { readAnnotations } = await import("../../model/annotations/read-annotations.js");
  const handling = choice.kind === "shipped" ? "skip" : "report";
  const { annotations, diagnostics, source } = await readAnnotations(choice.file, model, handling);
  printDiagnostics(diagnostics, [source], terminal);
  return annotations;
}

async function readDevicesOf(file: string, terminal: Terminal): Promise<DeviceFacts | undefined> {
  const { readDeviceFacts } = await import("../../devices/read-facts.js");
  const { facts, diagnostics, source } = await readDeviceFacts(file);
  printDiagnostics(diagnostics, [source], terminal);
  return facts;
}

/** Only QEMU's programs report a version. */
function serverOf(answer: Answer): ServerEntry | undefined {
  const { version } = answer.origin;
  return version === undefined ? undefined : { name: serverName([answer]), version };
}
