import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeModel, printSchema, type Model, type Module, type PrintedFile } from "qapi-ts-generator";
import { wrap } from "../../generator/dist/print-schema/documentation.js";

/** The first line of every printed file. Only files that begin with it are overwritten or removed. */
export const banner = "# Printed by schema/print. Do not edit: the next print overwrites this file.";

const pragmaModule = "pragma";

export interface Origin {
  /** For example `QEMU 10.0.2`. */
  readonly version: string;
  /** The sources of the facts, one paragraph each. */
  readonly sources: readonly string[];
}

/** The module with own commands and events, relative to the entry file. The versions of a schema share it. */
export type ExtensionsModule = "extensions" | "../extensions";

/**
 * Prints a schema with a header in each file. The entry file first includes a file with the pragmas, and last the
 * extensions, which are not printed.
 */
export function printFiles(model: Model, origin: Origin, extensions: ExtensionsModule): PrintedFile[] {
  const framed = addFrame(model, extensions);
  const [entry] = framed.modules;
  if (!entry) throw new Error("A schema needs an entry module.");
  const extensionsFile = fileOf(extensions);
  const header = (module: Module): readonly string[] =>
    module === entry ? entryHeader(origin, extensionsFile) : moduleHeader(entry, origin);
  const files = printSchema(framed, { header, pragmaModule });
  return files.filter(({ path }) => path !== extensionsFile);
}

function fileOf(module: string): string {
  return `${module}.json`;
}

function addFrame(model: Model, extensions: ExtensionsModule): Model {
  const [entry, ...others] = model.modules.filter(({ name }) => name !== pragmaModule);
  if (!entry) return model;
  const included = entry.includes.filter((name) => name !== pragmaModule);
  const includes = [pragmaModule, ...included, extensions];
  const modules = [{ ...entry, includes }, emptyModule(pragmaModule), ...others, emptyModule(extensions)];
  return makeModel(modules, model.definitions);
}

function emptyModule(name: string): Module {
  return { name, file: fileOf(name), includes: [], definitions: [], freeForm: [] };
}

const firstLine = banner.replace("# ", "");

function moduleHeader(entry: Module, { version }: Origin): readonly string[] {
  return [firstLine, `Facts: ${version}; ${entry.name}.json lists the sources.`];
}

function entryHeader({ sources }: Origin, extensionsFile: string): readonly string[] {
  const extensions = `Own commands and events go into ${extensionsFile}, which is never overwritten.`;
  return [firstLine, ...[...sources, extensions].flatMap((paragraph) => ["", ...wrap(paragraph)])];
}

/** Writes a printed schema. Removes earlier printed files that it does not contain. */
export function writeSchema(
  folder: string,
  files: readonly PrintedFile[],
  extensionsModule: ExtensionsModule,
): void {
  mkdirSync(folder, { recursive: true });
  const paths = new Set(files.map(({ path }) => path));
  const obsolete = readdirSync(folder).filter((file) => !paths.has(file) && isPrinted(join(folder, file)));
  for (const file of obsolete) rmSync(join(folder, file));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  const extensions = join(folder, fileOf(extensionsModule));
  if (!existsSync(extensions)) writeFileSync(extensions, initialExtensions);
}

function isPrinted(file: string): boolean {
  return file.endsWith(".json") && readFileSync(file, "utf8").startsWith(`${banner}\n`);
}

const initialExtensions: string = [
  "# Own commands, events and types go here.  The entry file includes this",
  "# file, and printing the schema never overwrites it.  For example:",
  "#",
  "#     ##",
  "#     # @x-ping:",
  "#     #",
  "#     # Replies if the daemon is running.",
  "#     ##",
  "#     { 'command': 'x-ping' }",
  "#",
  "# A pragma here replaces the list of the same name in pragma.json.",
  "",
].join("\n");
