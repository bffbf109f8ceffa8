import { formatDiagnostic } from "../../diagnostics/format.js";
import { base64Members } from "../../model/index.js";
import { readAnnotated } from "../../frontend/read-annotated.js";
import { pruneModel } from "../../model/prune.js";
import { onlyArgument, parseArguments } from "../arguments.js";
import type { Command } from "../command.js";
import { definesIn } from "../source.js";
import { exitCodes } from "../terminal.js";

const help = `Usage: qapi-ts validate SCHEMA [OPTION]...

Reads messages of the protocol from standard input, one a line, as JSON:

  {"kind": "command" | "reply" | "event" | "error", "command": NAME, "json": MESSAGE}

MESSAGE is the whole message, and "command" names the command that a reply answers. Prints for each line, in order,
accept or reject PATH: REASON. Commands are judged as strictly as QEMU judges them; in what a server sends, members
and values that the schema does not know are let pass.

  -D, --define NAME        a condition that is true, all others being false; may be repeated
      --defines-file FILE  names of conditions that are true, one a line; a line that begins with # is a comment
                           (without either everything is kept, whatever its condition)
      --annotations FILE   what is said beside the schema: which members must hold base64 (docs/signals.md)

Exit codes: 0 every line has its verdict, 1 the schema is wrong, 2 the command line is wrong.
`;

/** `qapi-ts validate`. */
export const validateCommand: Command = {
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      define: { type: "string", short: "D", multiple: true },
      "defines-file": { type: "string" },
      annotations: { type: "string" },
    });
    const file = onlyArgument(positionals, "By which schema? Name its file.");
    const defines = definesFrom(values.define, values["defines-file"]);
    const { model, annotations, diagnostics, sources } = await readAnnotated(file, values.annotations);
    for (const diagnostic of diagnostics) terminal.error(formatDiagnostic(diagnostic, sources));
    if (model === undefined || annotations === undefined) return exitCodes.found;
    const [{ MessageValidator }, { validateLines }] = await Promise.all([
      import("../../validate/message.js"),
      import("../../validate/lines.js"),
    ]);
    const pruned = defines === undefined ? model : pruneModel(model, defines);
    const validator = new MessageValidator(pruned, { base64: base64Members(pruned, annotations) });
    await validateLines(process.stdin, validator, terminal.out);
    return exitCodes.done;
  },
};

function definesFrom(
  names: readonly string[] | undefined,
  file: string | undefined,
): ReadonlySet<string> | undefined {
  if (names === undefined && file === undefined) return undefined;
  return new Set([...(names ?? []), ...(file === undefined ? [] : definesIn(file))]);
}
