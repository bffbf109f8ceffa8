import { Option, type Command } from "@commander-js/extra-typings";
import {
  annotationsOption,
  defineOption,
  definesFileOption,
  exitCodeHelp,
  exportFormats,
  importExtensionOption,
  nameOption,
  namesOption,
  runtimeOption,
  timeoutOption,
  type ProgramContext,
} from "./options.js";

// The commands that can query a server or a binary for its interface.

export function addIntrospect(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("introspect")
    .summary("print the answer to query-qmp-schema")
    .description(
      "Prints as JSON what a server answers to query-qmp-schema: computed from a schema, or queried from a running " +
        "server or a binary. A binary is started without a machine and then stopped.",
    )
    .argument("<source>", "a schema, an address (unix:PATH, tcp:HOST:PORT) or a binary")
    .addOption(defineOption())
    .addOption(definesFileOption())
    .option("--unmask", "print type names; servers replace them with numbers")
    .addOption(timeoutOption())
    .addHelpText("after", exitCodeHelp("0 success, 1 invalid schema or no answer from the server"))
    .action(async (source, flags) => {
      const { runIntrospect } = await import("./commands/introspect.js");
      exit(await runIntrospect(source, flags, terminal));
    });
}

export function addImport(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("import")
    .summary("write a schema from what a server reports")
    .description(
      "Writes <dir>/qapi-schema.json from answers to query-qmp-schema, and devices.json from a system emulator. " +
        "Bindings that are generated from it fit exactly that server. What QEMU does not report, such as the names of " +
        "types and their documentation, comes from facts that are shipped with qapi-ts. Several sources are merged, " +
        "and definitions that some of them lack are annotated with the servers that have them.",
    )
    .usage("<source...> --out <dir> [options]\n       qapi-ts import <source...> --generate <dir> [options]")
    .argument("<source...>", "an address (unix:PATH, tcp:HOST:PORT), a binary or a saved answer")
    .option(
      "--out <dir>",
      "write the schema to this folder (default: the folder schema in that of --generate)",
    )
    .addOption(
      namesOption(
        "take type names, integer types and open arguments from this schema (default: the shipped facts if the " +
          "server is a QEMU); none: names are not restored",
      ),
    )
    .option("--no-devices", "do not query the devices of emulators")
    .option("-g, --generate <dir>", "also write bindings to this folder, as `generate` does")
    .addOption(nameOption())
    .addOption(runtimeOption())
    .addOption(importExtensionOption())
    .addOption(annotationsOption())
    .option("--validators", "also write validators.ts with functions that check values")
    .addOption(timeoutOption())
    .addHelpText("after", exitCodeHelp("0 success, 1 a source cannot be converted to a schema"))
    .action(async (sources, flags) => {
      const { runImport } = await import("./commands/import.js");
      exit(await runImport(sources, flags, terminal));
    });
}

export function addDevices(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("devices")
    .summary("print the devices of a binary and their properties")
    .description(
      "Prints as JSON the types of devices that users can create with device_add and -device: the properties with " +
        "their types, defaults and descriptions, the bus and the category. The binary is started without a machine, " +
        "and started again if a type aborts it. Several binaries of one version are merged.",
    )
    .argument("<binary...>", "QEMU's system emulators")
    .option("--no-cpus", "omit the CPU models, which have hundreds of properties each")
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      exitCodeHelp("0 success, 1 no answer from a binary") +
        " Types that cannot be queried are reported and do not count as failures.",
    )
    .action(async (binaries, flags) => {
      const { runDevices } = await import("./commands/devices.js");
      exit(await runDevices(binaries, flags, terminal));
    });
}

export function addExport(program: Command, { terminal, exit }: ProgramContext): void {
  program
    .command("export")
    .summary("write an interface as JSON for other tools")
    .description(
      "Writes the model of a schema as JSON, JSON Schema (2020-12) of its types and messages, or an AsyncAPI 3.0 " +
        "document. docs/exporting.md of the package qapi-ts describes the formats. A binary is started without a " +
        "machine and then stopped.",
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
    .addOption(
      namesOption(
        "take what a server does not report from this schema, as import does; none: it is not restored",
      ),
    )
    .addOption(defineOption())
    .addOption(definesFileOption())
    .addOption(timeoutOption())
    .addHelpText("after", exitCodeHelp("0 success, 1 invalid schema or no answer from the server"))
    .action(async (source, flags) => {
      const { runExport } = await import("./commands/export.js");
      exit(await runExport(source, flags, terminal));
    });
}
