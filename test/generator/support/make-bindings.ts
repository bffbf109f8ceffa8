import { bindings } from "../../../generator/codegen/bindings.js";
import { cut } from "../../../generator/codegen/printer.js";
import { runtimeSymbols } from "../../../generator/codegen/runtime-symbols.js";
import { nameModel, withLanguageTypes } from "../../../generator/codegen/names/names.js";
import type { EmitOptions } from "../../../generator/codegen/context.js";
import { devicesFile } from "../../../generator/codegen/devices-file.js";
import type { DeviceFacts } from "../../../generator/devices/facts.js";
import { printPiece } from "../../../generator/codegen/print.js";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { noAnnotations, type Annotations, type Model } from "../../../generator/model/index.js";
import { loadFormatter } from "../../../generator/codegen/output/format.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";

export interface Bindings {
  /** The texts of the files by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly warnings: readonly Diagnostic[];
}

const defaultOptions: EmitOptions = { runtime: "qapi-ts/codegen", reference: undefined };

/** Reads a valid schema. */
export function modelOf(schema: string): Model {
  const { model, diagnostics } = readSchema(schema);
  if (model === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return model;
}

/** Generates the texts of the bindings in this thread. */
export async function makeBindings(
  model: Model,
  options: Partial<EmitOptions> = {},
  annotations: Annotations = noAnnotations,
  devices?: DeviceFacts,
): Promise<Bindings> {
  const whole = withLanguageTypes(model);
  const { value: names, diagnostics } = nameModel(whole, {
    protocol: "Qmp",
    reserved: runtimeSymbols,
    annotations,
  });
  const format = await loadFormatter();
  const files = new Map<string, string>();
  const context = { model: whole, names, options: { ...defaultOptions, ...options }, annotations };
  const devicesFiles = devices === undefined ? [] : [devicesFile(context, devices)];
  for (const file of [...bindings(context), ...devicesFiles]) {
    const pieces = await Promise.all(cut(file).map(async (piece) => await format(printPiece(piece))));
    files.set(file.path, pieces.join("\n"));
  }
  return { files, warnings: diagnostics };
}
