import { formatDiagnostic } from "../../diagnostics/format.js";
import { createPrinter } from "../../codegen/printer.js";
import { generate, type Generation } from "../../generate.js";
import { isCurrent } from "../../codegen/output/index.js";
import type { Target } from "../../config/target.js";
import type { Command } from "../command.js";
import { exitCodes, type Terminal } from "../terminal.js";
import { readOptions, type GenerateRequest } from "./options.js";
import { report } from "./report.js";

const help = `Usage: qapi-ts generate SCHEMA --out DIR [OPTION]...
       qapi-ts generate --config FILE [--check] [--quiet]

Writes TypeScript bindings for a QAPI schema. In DIR, files that did not change are not touched, and files of
an earlier run that no longer belong are removed; what was not generated is left alone.

  -o, --out DIR         the folder to write to
      --name NAME       what the protocol is called, in PascalCase (default: Qmp)
      --runtime SPEC    what the bindings import the runtime from (default: qapi-ts/codegen);
                        a path that begins with a dot is relative to DIR
      --reference URL   a page to link to, with {kind}, {module} and {name} for a definition's
      --annotations FILE  a JSON file beside the schema: signal accessors, how commands complete (docs/signals.md)
  -D, --define NAME     a condition that is true, all others being false; may be repeated
                        (without it everything is kept, and its condition said)
      --validators      write validators.ts too: functions that check arguments, returns and events
  -c, --config FILE     a JSON file: { "targets": [ { "schema": ..., "out": ... } ] }, with "name",
                        "runtime", "reference", "annotations", "define" and "validators" as above; paths
                        are relative to it
      --check           write nothing; exit with 1 and say what is out of date, if anything is
  -q, --quiet           say nothing but errors

Exit codes: 0 done, 1 the schema is wrong or something is out of date, 2 the command line is wrong.
`;

/** `qapi-ts generate`. */
export const generateCommand: Command = {
  help,
  run: async (args, terminal) => {
    const request = readOptions(args);
    const targets = await targetsOf(request, terminal);
    return targets === undefined ? exitCodes.found : await generateAll(targets, request, terminal);
  },
};

async function targetsOf(
  { from }: GenerateRequest,
  terminal: Terminal,
): Promise<readonly Target[] | undefined> {
  if (from.kind === "target") return [from.target];
  const { readConfig } = await import("../../config/read-config.js");
  const { targets, diagnostics, source } = await readConfig(from.file);
  for (const diagnostic of diagnostics) terminal.error(formatDiagnostic(diagnostic, [source]));
  return diagnostics.length > 0 ? undefined : targets;
}

/** One target after the other, with one printer for them all: loading it is half the work. */
async function generateAll(
  targets: readonly Target[],
  request: GenerateRequest,
  terminal: Terminal,
): Promise<number> {
  const printer = createPrinter();
  try {
    let good = true;
    for (const target of targets) {
      const generation = await generate(target, printer, request);
      report(target, generation, request, terminal);
      good &&= isGood(generation, request.check);
    }
    return good ? exitCodes.done : exitCodes.found;
  } finally {
    await printer.close();
  }
}

function isGood({ changes }: Generation, check: boolean): boolean {
  if (changes === undefined) return false;
  return check ? isCurrent(changes) : changes.foreign.length === 0;
}
