import { formatDiagnostic } from "../../diagnostics/format.js";
import type { Answer } from "../../import/answer.js";
import { importAnswers } from "../../import/import-answers.js";
import type { Model } from "../../model/index.js";
import { readSchema } from "../../frontend/read-schema.js";
import { parseArguments } from "../arguments.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError, type Terminal } from "../terminal.js";
import { answerOf } from "./sources.js";
import { writeImport } from "./write.js";

const help = `Usage: qapi-ts import SOURCE... --out DIR [--names SCHEMA]

Makes a QAPI schema, DIR/qapi-schema.json, of what a server says of itself: bindings that are generated from it fit
exactly that server. A SOURCE is a server that runs (unix:PATH, tcp:HOST:PORT), a binary, which is started without a
machine and ended, or a file with an answer to query-qmp-schema. Several are merged, and the schema says for what not
all of them have where it exists.

      --names SCHEMA    call types as this schema does, and take from it what servers do not show: which integers
                        there are, and which commands take further arguments (QEMU's own schema, or an earlier import)
      --out DIR         the folder to write to

Exit codes: 0 done, 1 a source cannot be made a schema of, 2 the command line is wrong.
`;

/** `qapi-ts import`. */
export const importCommand: Command = {
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      names: { type: "string" },
      out: { type: "string" },
    });
    if (positionals.length === 0) throw new UsageError("From what? Name an address, a binary or a file.");
    if (values.out === undefined) throw new UsageError("Where to? Say --out DIR.");
    const names = values.names === undefined ? undefined : namesIn(values.names, terminal);
    if (values.names !== undefined && !names) return exitCodes.found;
    const answers: Answer[] = [];
    // One after the other: binaries are started for it.
    for (const source of positionals) answers.push(await answerOf(source));
    writeImport(values.out, importAnswers(answers, names && { names }).files);
    return exitCodes.done;
  },
};

function namesIn(file: string, terminal: Terminal): Model | undefined {
  const { model, diagnostics, sources } = readSchema(file);
  for (const diagnostic of diagnostics) terminal.error(formatDiagnostic(diagnostic, sources));
  return model;
}
