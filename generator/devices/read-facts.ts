import { readJsonFile } from "../config/json-file/read-json-file.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../diagnostics/format.js";
import type { DeviceFacts, DeviceFile } from "./facts.js";
import { factsSchema } from "./schema.js";
import { loadedFacts, missingGroups } from "./store.js";

/** The result of reading a file of device facts. */
export interface FactsReading {
  /** Undefined if the file has errors. */
  readonly facts: DeviceFacts | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: DiagnosticSource;
}

/** Reads a file that `qapi-ts devices` printed. */
export async function readDeviceFacts(file: string): Promise<FactsReading> {
  const read = await readJsonFile(file, {
    schema: factsSchema,
    codes: { syntax: "devices-syntax", shape: "devices-shape" },
    called: "the device facts",
  });
  const { source, value, diagnostics } = read;
  if (diagnostics.length > 0) return { facts: undefined, diagnostics, source };
  const content = value as DeviceFile;
  const missing = missingGroups(content).map(({ group, path }): Diagnostic => ({
    ...{ code: "devices-shape", severity: "error" },
    message: `'shared' has no group '${group}'`,
    position: read.position(path),
  }));
  if (missing.length > 0) return { facts: undefined, diagnostics: missing, source };
  return { facts: loadedFacts(content), diagnostics: [], source };
}
