import { Option, type Command } from "@commander-js/extra-typings";
import { exportFormats } from "../export/formats.js";
import { annotationsOption, defineOption, definesFileOption, timeoutOption } from "./options.js";
import type { ProgramContext } from "./program-context.js";

export function addExport(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("export")
    .summary("write an interface as JSON for other tools")
    .description(
      "Writes the model of a schema as JSON, JSON Schema (2020-12) of its types and messages, or an AsyncAPI 3.0 " +
        "document. docs/exporting.md describes the formats. A binary is started without a machine and then stopped.",
    )
    .argument(
      "<source>",
      "a schema, an exported model, an address (unix:PATH, tcp:HOST:PORT), a binary or a saved answer to " +
        "query-qmp-schema",
    )
    .addOption(new Option("--format <format>", "what to write").choices(exportFormats).default("model"))
    .option("-o, --out <file>", "write to this file instead of standard output")
    .addOption(annotationsOption())
    .option("--devices <file>", "add the devices of this file, which `qapi-ts devices` printed, to the model")
    .option(
      "--names <schema>",
      "take what a server does not report from this schema, as import does; none takes it from nowhere",
    )
    .addOption(defineOption())
    .addOption(definesFileOption())
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 success, 1 invalid schema or no answer from the server, 2 invalid command line.",
    )
    .action(async (source, flags) => {
      const { runExport } = await import("./commands/export.js");
      exit(await runExport(source, flags, terminal));
    });
}
