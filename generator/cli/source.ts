import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { readText } from "../files/read-text.js";
import { parseAddress, type LiveServer } from "../introspection/ask-server.js";
import { UsageError } from "./terminal.js";

/** Where a command reads an interface from. */
export type Source =
  | { readonly kind: "schema"; readonly file: string }
  /** A file that `export` wrote: a model as JSON. */
  | { readonly kind: "model"; readonly file: string }
  /** A file that holds an answer to `query-qmp-schema`. */
  | { readonly kind: "answer"; readonly file: string }
  | { readonly kind: "server"; readonly server: LiveServer };

/**
 * Classifies a command line argument: an address by its syntax, a binary by its executable bit, a saved answer or a
 * model by being valid JSON. QAPI schemas are never valid JSON, because their strings are in single quotes.
 * @throws UsageError if the argument is none of these.
 */
export function classifySource(argument: string): Source {
  const address = parseAddress(argument);
  if (address) return { kind: "server", server: address };
  const path = [argument, ...pathCandidates(argument)].find(isExecutable);
  // File systems without permissions mark every file executable, schemas included.
  if (path !== undefined && !path.endsWith(".json")) {
    return { kind: "server", server: { kind: "binary", path } };
  }
  if (path === undefined && !argument.endsWith(".json") && !exists(argument)) {
    throw new UsageError(
      `${JSON.stringify(argument)} is not a schema file, an address (unix:PATH, tcp:HOST:PORT) or a binary.`,
    );
  }
  return { kind: classifyFile(argument), file: argument };
}

function classifyFile(file: string): "schema" | "model" | "answer" {
  try {
    const value: unknown = JSON.parse(readText(file));
    const isModel = typeof value === "object" && value !== null && "formatVersion" in value;
    return isModel ? "model" : "answer";
  } catch (error) {
    if (error instanceof SyntaxError) return "schema";
    throw error;
  }
}

function pathCandidates(name: string): string[] {
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
