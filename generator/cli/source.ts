import { accessSync, constants, existsSync, statSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import type { TargetServer } from "../config/target.js";
import type { ModelReading } from "../export/model/read-document.js";
import { contentKind } from "../frontend/load.js";
import { readSchema } from "../frontend/read-schema.js";
import { type Answer, parseAnswer, readAnswer } from "../import/answer.js";
import type { ImportOptions } from "../import/build/build-model.js";
import { type AskOptions, askServer, type LiveServer, parseAddress } from "../introspection/ask-server.js";
import type { Model } from "../model/index.js";
import { unknownConditions } from "../model/prune.js";
import { qemuFacts } from "../qemu/facts.js";
import { recognizeQemu } from "../qemu/shipped-files.js";
import { printDiagnostics, readSource, type Terminal, UsageError } from "./terminal.js";

/** Where a command reads an interface from. */
export type Source =
  | { readonly kind: "schema"; readonly file: string }
  /** A file that `export` wrote: a model as JSON. */
  | { readonly kind: "model"; readonly file: string }
  /** A file that holds an answer to `query-qmp-schema`. */
  | { readonly kind: "answer"; readonly file: string }
  | { readonly kind: "server"; readonly server: LiveServer };

/**
 * Classifies a command line argument: an address by its syntax, a binary by its executable bit, a file by its content.
 * @param expected - the kind of files that the command reads.
 * @throws UsageError if the argument is none of these, UserError if the file cannot be read.
 */
export function classifySource(argument: string, expected = "a schema file"): Source {
  const address = parseAddress(argument);
  if (address) return { kind: "server", server: address };
  const path = findBinary(argument);
  if (path !== undefined) return { kind: "server", server: { kind: "binary", path } };
  if (!argument.endsWith(".json") && !existsSync(argument)) {
    throw new UsageError(
      `${JSON.stringify(argument)} is not ${expected}, an address (unix:PATH, tcp:HOST:PORT) or a binary.`,
    );
  }
  return { kind: classifyFile(argument), file: argument };
}

/** Returns the path of the binary that an argument names; undefined if it names something else. */
export function findBinary(argument: string): string | undefined {
  if (parseAddress(argument)) return undefined;
  // File systems without permissions mark every file executable, schemas included.
  return [argument, ...pathCandidates(argument)].find(
    (path) => !path.endsWith(".json") && isExecutable(path),
  );
}

function classifyFile(file: string): "schema" | "model" | "answer" {
  const kind = contentKind(readSource(file));
  return kind === "json" ? "answer" : kind;
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

/**
 * Reads the model of a schema or a model file. Prints the diagnostics, and returns undefined if there are errors.
 * @param defines - the true conditions of the build that must be valid. Default: no build is checked.
 */
export async function readModelOf(
  { kind, file }: Exclude<Source, { readonly kind: "server" }>,
  terminal: Terminal,
  defines?: ReadonlySet<string>,
): Promise<Model | undefined> {
  if (kind === "model") return (await readModelFile(file, terminal, defines))?.model;
  const { model, diagnostics, sources } = readSchema(file, { defines });
  printDiagnostics(diagnostics, sources, terminal);
  return model;
}

/** Reads a model file with its annotations, as `readModelOf` does. */
export async function readModelFile(
  file: string,
  terminal: Terminal,
  defines?: ReadonlySet<string>,
): Promise<ModelReading | undefined> {
  const { readModel } = await import("../export/model/read-model.js");
  const { value, diagnostics, source } = await readModel(file, { defines });
  printDiagnostics(diagnostics, [source], terminal);
  return value;
}

/**
 * Reads the schema or model of the flag `--names`. Prints the diagnostics, and returns undefined if there are errors.
 * @throws UsageError if the argument is a server.
 */
async function readNames(argument: string, terminal: Terminal): Promise<ImportOptions | undefined> {
  const source = classifySource(argument);
  if (source.kind === "server") {
    throw new UsageError(`--names requires a schema or a model, and ${JSON.stringify(argument)} is neither.`);
  }
  const names = await readModelOf(source, terminal);
  return names && { names, documentation: source.kind === "schema" && hasValidDocumentation(source.file) };
}

/** Whether the documentation of a schema passes the rules, as that of an import has to. */
function hasValidDocumentation(file: string): boolean {
  return readSchema(file, { documentationRules: true }).model !== undefined;
}

/**
 * Loads an answer to `query-qmp-schema` from a file or a live server.
 * @param name - the argument that names the source.
 */
export async function loadAnswer(source: Source, name: string, options: AskOptions): Promise<Answer> {
  if (source.kind === "server") return queryAnswer(source.server, name, options);
  return parseAnswer(name, readSource(source.file));
}

async function queryAnswer(server: LiveServer, name: string, options: AskOptions): Promise<Answer> {
  const { version, schema } = await askServer(server, options);
  const binary = server.kind === "binary" ? basename(server.path) : name;
  return readAnswer({ name, binary, version, schema });
}

/** Returns the options for querying a server from the flags of a command. */
export function askOptions({ timeout }: { readonly timeout?: number | undefined }): AskOptions {
  return timeout === undefined ? {} : { timeout };
}

/** Returns the newest version of the servers that answered; undefined if none is known. */
function newestVersion(answers: readonly Answer[]): string | undefined {
  const versions = answers.flatMap(({ origin }) => origin.version ?? []);
  return versions.toSorted(compareVersions).at(-1);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const index = left?.findIndex((part, at) => part !== right?.[at]) ?? -1;
  return index < 0 ? 0 : (left?.[index] ?? 0) - (right?.[index] ?? 0);
}

/** Describes the QEMU that answered; undefined if answers are of several versions, or of one that is not known. */
export function serverOf(answers: readonly Answer[]): TargetServer | undefined {
  const releases = new Set(answers.map(({ origin }) => /^\d+\.\d+/.exec(origin.version ?? "")?.[0]));
  const [version] = releases;
  if (version === undefined || releases.size > 1) return undefined;
  return { name: serverName(answers), version };
}

/** Returns the name of QEMU's program that answered. */
export function serverName(answers: readonly Answer[]): string {
  const isDaemon = answers.every(({ origin }) => origin.target === "storage-daemon");
  return isDaemon ? "QEMU storage daemon" : "QEMU";
}

/**
 * Returns where names come from: the schema of the flag `--names`, or else the shipped facts for QEMU; for `none`, no source.
 * Prints diagnostics, and returns undefined if the schema has errors.
 */
export async function importOptions(
  answers: readonly Answer[],
  names: string | undefined,
  terminal: Terminal,
): Promise<ImportOptions | undefined> {
  if (names === undefined && answers.every(isOfQemu)) {
    return { names: qemuFacts(newestVersion(answers)), documentation: true };
  }
  if (names === undefined || names === "none") return {};
  return readNames(names, terminal);
}

export function isOfQemu({ infos }: Answer): boolean {
  return recognizeQemu(new Set(infos.map(({ name }) => name))) === "qmp";
}

/** Warns about names of `--define` that no condition of the schemas has. */
export function warnAboutConditions(
  models: readonly Model[],
  names: readonly string[] | undefined,
  file: string,
  terminal: Terminal,
): void {
  const position = { file, line: 0, column: 0 };
  printDiagnostics(
    unknownConditions(models, names ?? [], () => position),
    [],
    terminal,
  );
}
