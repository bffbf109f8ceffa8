import { formatDiagnostic } from "../../diagnostics/format.js";
import { introspect } from "../../introspection/introspect.js";
import { askServer } from "../../introspection/ask-server.js";
import { readSchema } from "../../frontend/read-schema.js";
import { onlyArgument, parseArguments } from "../arguments.js";
import type { Command } from "../command.js";
import { definesIn, recogniseSource } from "../source.js";
import { exitCodes, type Terminal } from "../terminal.js";

const help = `Usage: qapi-ts introspect SCHEMA [OPTION]...
       qapi-ts introspect ADDRESS
       qapi-ts introspect BINARY

Prints, as JSON, what a server answers to query-qmp-schema: computed from a schema, or asked of a server that runs
(unix:PATH, tcp:HOST:PORT), or of a binary, which is started without a machine and ended.

  -D, --define NAME        a condition that is true, all others being false; may be repeated
      --defines-file FILE  names of conditions that are true, one a line; a line that begins with # is a comment
      --unmask             keep the names of types, which a server replaces by numbers

Exit codes: 0 done, 1 the schema is wrong or the server does not answer, 2 the command line is wrong.
`;

/** `qapi-ts introspect`. */
export const introspectCommand: Command = {
  help,
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, {
      define: { type: "string", short: "D", multiple: true, default: [] },
      "defines-file": { type: "string" },
      unmask: { type: "boolean", default: false },
    });
    const source = recogniseSource(
      onlyArgument(positionals, "Of what? Name a schema, an address or a binary."),
    );
    if (source.kind === "server") return print(terminal, (await askServer(source.server)).schema);
    const file = values["defines-file"];
    const defines = new Set([...values.define, ...(file === undefined ? [] : definesIn(file))]);
    return introspectSchema(source.file, { defines, unmask: values.unmask }, terminal);
  },
};

interface SchemaOptions {
  readonly defines: ReadonlySet<string>;
  readonly unmask: boolean;
}

function introspectSchema(file: string, options: SchemaOptions, terminal: Terminal): number {
  const { model, diagnostics, sources } = readSchema(file);
  for (const diagnostic of diagnostics) terminal.error(formatDiagnostic(diagnostic, sources));
  return model ? print(terminal, introspect(model, options)) : exitCodes.found;
}

function print(terminal: Terminal, value: unknown): number {
  terminal.out(`${JSON.stringify(value, null, 1)}\n`);
  return exitCodes.done;
}
