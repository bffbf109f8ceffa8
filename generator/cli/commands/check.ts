import { readAnnotated } from "../../frontend/read-annotated.js";
import type { SchemaReading } from "../../frontend/read-schema.js";
import { printDiagnostics } from "../report.js";
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
  if (flags.format === "json") terminal.error(formatJson(reading));
  else printDiagnostics(reading.diagnostics, reading.sources, terminal);
  return exitCodes.found;
}

function formatJson({ diagnostics }: SchemaReading): string {
  return `${JSON.stringify(diagnostics, null, 2)}\n`;
}
