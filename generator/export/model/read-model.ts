import { readJsonFile, type JsonFile, type JsonForm, type JsonPath } from "../../config/json-file.js";
import { missingGroups } from "../../devices/facts.js";
import { comparePositions, type Diagnostic, type DiagnosticSource } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import { lenient } from "../../frontend/pragmas.js";
import type { ReadOptions } from "../../frontend/read-schema.js";
import { checkMeaning } from "../../frontend/rules/check-rules.js";
import type { Model } from "../../model/index.js";
import { pruneModel } from "../../model/prune.js";
import type { ModelDocument } from "./document.js";
import { readDocument, type ModelReading } from "./read-document.js";
import { modelSchema } from "./schema.js";

/** The result of reading a model file. */
export interface ModelFileReading {
  /** Undefined if the file has errors. */
  readonly value: ModelReading | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Twice the limit of a schema's expressions, because a level of a condition has two in JSON. */
const maxDepth = 500;

const form: JsonForm = {
  schema: modelSchema,
  codes: { syntax: "model-syntax", shape: "model-shape" },
  called: "the model",
  maxDepth,
};

/**
 * Reads a model file: validates its form, restores the model, and checks it against the rules of the language, and its
 * build with the conditions `defines` (default: no build).
 */
export async function readModel(
  file: string,
  { defines }: Pick<ReadOptions, "defines"> = {},
): Promise<ModelFileReading> {
  const json = await readJsonFile(file, form);
  if (json.diagnostics.length > 0) return { ...json, value: undefined };
  const document = json.value as ModelDocument;
  const misnamed = checkNames(json, document);
  if (misnamed.length > 0) return { source: json.source, value: undefined, diagnostics: misnamed };
  const value = readDocument(document);
  const { model } = value;
  let found = checkMeaning(model, lenient);
  if (found.length === 0 && defines !== undefined)
    found = checkMeaning(pruneModel(model, defines), lenient, model);
  const diagnostics = found
    .map((each) => placedIn(json, model, each))
    .sort((a, b) => comparePositions(a.position, b.position));
  return { source: json.source, diagnostics, value: diagnostics.length === 0 ? value : undefined };
}

/** Reports names that are not unique, and definitions of no module, which the model would lose. */
function checkNames(json: JsonFile, { modules, definitions, devices }: ModelDocument): readonly Diagnostic[] {
  const known = new Set(modules.map(({ name }) => name));
  const unknownModules = definitions.flatMap(({ module }, index) =>
    known.has(module) ? [] : [{ path: ["definitions", index, "module"], expected: "the name of a module" }],
  );
  const groups = devices === undefined ? [] : missingGroups(devices);
  const ungrouped = groups.map(({ path }) => ({
    path: ["devices", ...path],
    expected: 'a group of "shared"',
  }));
  return [
    ...repeated("modules", modules),
    ...repeated("definitions", definitions),
    ...unknownModules,
    ...ungrouped,
  ].map(({ path, expected }) => ({
    code: "model-shape",
    severity: "error",
    message: `${quote(path.join("."))} must be ${expected}`,
    position: json.position(path),
  }));
}

function repeated(
  key: "modules" | "definitions",
  items: readonly { readonly name: string }[],
): readonly { readonly path: JsonPath; readonly expected: string }[] {
  const firsts = new Map<string, number>();
  return items.flatMap(({ name }, index) => {
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    const expected = `another name than that of ${quote(`${key}.${first}`)}`;
    return first === undefined ? [] : [{ path: [key, index, "name"], expected }];
  });
}

/** Returns a diagnostic with the position of the definition in the file, instead of that in a schema that may be elsewhere. */
function placedIn(json: JsonFile, { definitions }: Model, found: Diagnostic): Diagnostic {
  const index = definitions.findIndex(({ kind, name }) => `${kind} ${quote(name)}` === found.definition);
  return { ...found, position: json.position(["definitions", index, "name"]) };
}
