import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseAddress, type LiveServer } from "../introspection/ask-server.js";
import { UsageError } from "./terminal.js";

/** What an argument may mean that says where a schema is to come from. */
export type Source =
  | { readonly kind: "schema"; readonly file: string }
  /** A server's answer that somebody kept. */
  | { readonly kind: "answer"; readonly file: string }
  | { readonly kind: "server"; readonly server: LiveServer };

/**
 * Recognises what an argument means: an address by its form, a binary by being executable, and of other files a
 * kept answer by being JSON, which no schema is: its strings are in single quotes.
 */
export function recogniseSource(argument: string): Source {
  const server = liveServer(argument);
  if (server) return { kind: "server", server };
  return { kind: isJson(argument) ? "answer" : "schema", file: argument };
}

/** The names of conditions in a file: one a line; a line that begins with # is a comment. */
export function definesIn(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

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

/** An empty file is a schema; whether JSON is an answer is for its reader to say. */
function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
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
