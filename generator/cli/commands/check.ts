import { formatDiagnostic } from "../../diagnostics/format.js";
import { readAnnotated } from "../../frontend/read-annotated.js";
import type { SchemaReading } from "../../frontend/read-schema.js";
import { exitCodes, type ExitCode, type Terminal } from "../terminal.js";

interface CheckFlags {
  readonly docRules: boolean;
  readonly annotations?: string | undefined;
  readonly format: "text" | "json";
}

/** Runs `qapi-ts check`. */
export async function runCheck(schema: string, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const reading = await readAnnotated(schema, flags.annotations, { documentationRules: flags.docRules });
  if (reading.diagnostics.length === 0) return exitCodes.done;
  terminal.error(flags.format === "json" ? formatJson(reading) : formatText(reading));
  return exitCodes.found;
}

function formatText({ diagnostics, sources }: SchemaReading): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join("");
}

function formatJson({ diagnostics }: SchemaReading): string {
  return `${JSON.stringify(diagnostics, null, 2)}\n`;
}
