import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { formatDiagnostic } from "../../diagnostics/format.js";
import { introspect } from "../../introspection/introspect.js";
import { askServer, parseAddress, type LiveServer } from "../../load/live.js";
import { readSchema } from "../../read-schema.js";
import { onlyArgument, parseArguments } from "../arguments.js";
import type { Command } from "../command.js";
import { exitCodes, UsageError, type Terminal } from "../terminal.js";

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
    const source = onlyArgument(positionals, "Of what? Name a schema, an address or a binary.");
    const server = liveServer(source);
    if (server) return print(terminal, (await askServer(server)).schema);
    const file = values["defines-file"];
    const defines = new Set([...values.define, ...(file === undefined ? [] : definesIn(file))]);
    return introspectSchema(source, { defines, unmask: values.unmask }, terminal);
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

function definesIn(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

/** The server that an argument means; undefined where it is a schema's file. */
function liveServer(argument: string): LiveServer | undefined {
  const address = parseAddress(argument);
  if (address) return address;
  const path = [argument, ...onPath(argument)].find(isExecutable);
  if (path === undefined && !argument.endsWith(".json") && !exists(argument)) {
    throw new UsageError(
      `${JSON.stringify(argument)} is no schema's file, no address (unix:PATH, tcp:HOST:PORT) and no binary.`,
    );
  }
  return path === undefined || path.endsWith(".json") ? undefined : { kind: "binary", path };
}

function onPath(name: string): string[] {
  if (name.includes("/")) return [];
  return (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
