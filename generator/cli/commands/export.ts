import { jsonText } from "../../export/json-text.js";
import type { ExportFormat } from "../../export/formats.js";
import { modelDocument } from "../../export/model/model-document.js";
import { modelText } from "../../export/model/text.js";
import type { ModelReading } from "../../export/model/read-document.js";
import { writeText } from "../../files/write-text.js";
import { pruneAnnotations } from "../../model/annotations/annotations.js";
import { possibleModel, pruneModel } from "../../model/prune.js";
import { conditionsOf, type DefineFlags } from "../defines.js";
import { loadInterface, type InterfaceFlags } from "../load-interface.js";
import { exitCodes, type ExitCode, type Terminal } from "../terminal.js";

interface ExportFlags extends InterfaceFlags, DefineFlags {
  readonly format: ExportFormat;
  readonly out?: string | undefined;
}

/** Runs `qapi-ts export`. */
export async function runExport(argument: string, flags: ExportFlags, terminal: Terminal): Promise<ExitCode> {
  const loaded = await loadInterface(argument, flags, terminal);
  if (loaded === undefined) return exitCodes.found;
  const text = await exportText(ofBuild(loaded, conditionsOf(flags)), flags.format);
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
      const { jsonSchemaDocument } = await import("../../export/json-schema/json-schema-document.js");
      return jsonText(jsonSchemaDocument(content), 2);
    }
    case "asyncapi": {
      const { asyncApiDocument } = await import("../../export/asyncapi/asyncapi-document.js");
      return jsonText(asyncApiDocument(content), 3);
    }
  }
}
