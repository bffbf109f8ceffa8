import { readAnnotated } from "../../frontend/read-schema.js";
import { type ExitCode, exitCodes, printDiagnostics, type Terminal } from "../terminal.js";

interface CheckFlags {
  readonly docRules: boolean;
  readonly annotations?: string | undefined;
  readonly format: "text" | "json";
}

/** Runs `qapi-ts check`. */
export async function runCheck(schema: string, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const reading = await readAnnotated(schema, flags.annotations, { documentationRules: flags.docRules });
  const { diagnostics, notes, sources } = reading;
  const found = [...diagnostics, ...notes];
  if (flags.format === "json") terminal.out(`${JSON.stringify(found, null, 2)}\n`);
  else printDiagnostics(found, sources, terminal);
  return diagnostics.length === 0 ? exitCodes.done : exitCodes.found;
}
