import { readSchema } from "../frontend/read-schema.js";
import type { Answer } from "../import/answer.js";
import type { ImportOptions } from "../import/import-answers.js";
import { qemuFacts } from "../qemu/facts.js";
import { recognizeQemu } from "../qemu/recognize.js";
import { newestVersion } from "./answered-server.js";
import { readNames } from "./read-model-of.js";
import { classifySource } from "./source.js";
import type { Terminal } from "./terminal.js";

/**
 * Returns where names come from: the schema of the flag `--names`, or else the shipped facts for QEMU, or for `none` nowhere.
 * Prints diagnostics, and returns undefined if the schema has errors.
 */
export async function importOptions(
  answers: readonly Answer[],
  names: string | undefined,
  terminal: Terminal,
): Promise<ImportOptions | undefined> {
  if (names === undefined && answers.every(isOfQemu)) {
    return { names: qemuFacts(newestVersion(answers)), documentation: true };
  }
  if (names === undefined || names === "none") return {};
  const model = await readNames(names, terminal);
  return model && { names: model, documentation: hasValidDocumentation(names) };
}

export function isOfQemu({ infos }: Answer): boolean {
  return recognizeQemu(new Set(infos.map(({ name }) => name))) === "qmp";
}

/** Whether the documentation of a schema passes the rules, as that of an import has to. */
function hasValidDocumentation(file: string): boolean {
  const { kind } = classifySource(file);
  return kind === "schema" && readSchema(file, { documentationRules: true }).model !== undefined;
}
