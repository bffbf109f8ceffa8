import { formatDiagnostic } from "../../diagnostics/format.js";
import { readAnnotated } from "../../frontend/read-annotated.js";
import type { SchemaReading } from "../../frontend/read-schema.js";
import { onlyArgument, parseArguments } from "../arguments.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError } from "../terminal.js";

const help = `Usage: qapi-ts check SCHEMA [OPTION]...

Holds a schema and all that it includes against every rule of the QAPI language, as QEMU's own generator would, and
tells everything that is wrong with it on standard error; says nothing where nothing is. What each code means stands
in docs/diagnostics.md.

      --no-doc-rules    leave out the rules for documentation comments (they are QEMU 10.2's; schemas of older
                        QEMUs break them)
      --annotations FILE  hold this file too against the schema: it says what the schema cannot (docs/signals.md)
      --format FORMAT   text (the default), or json: an array of diagnostics on standard error

Exit codes: 0 nothing is wrong, 1 something is, 2 the command line is wrong.
`;

/** `qapi-ts check`. */
export const checkCommand: Command = {
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      "no-doc-rules": { type: "boolean" },
      annotations: { type: "string" },
      format: { type: "string", default: "text" },
    });
    const { format } = values;
    if (format !== "text" && format !== "json") throw new UsageError("--format takes text or json.");
    const schema = onlyArgument(positionals, "Which schema? Name its file.");
    const reading = await readAnnotated(schema, values.annotations, {
      documentationRules: values["no-doc-rules"] !== true,
    });
    terminal.error(format === "json" ? asJson(reading) : asText(reading));
    return reading.diagnostics.length === 0 ? exitCodes.done : exitCodes.found;
  },
};

function asText({ diagnostics, sources }: SchemaReading): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join("");
}

function asJson({ diagnostics }: SchemaReading): string {
  return diagnostics.length === 0 ? "" : `${JSON.stringify(diagnostics, null, 2)}\n`;
}
