import { createHash } from "node:crypto";
import { existsSync, lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { createFolder, readText, realPathOf } from "../../files/files.js";
import { between, textOf, type MadeFile } from "../printer.js";

/**
 * The record of the previous run, which lets the next run reuse its results and remove what it wrote. It is a cache:
 * without it the run produces the same bindings, and removes nothing.
 */
export interface Manifest {
  /** A hash of the generator and the options. */
  readonly maker: string;
  readonly inputs: readonly ManifestInput[];
  readonly outputs: readonly ManifestOutput[];
  /** Whether the run reported warnings, which the next run must report again. */
  readonly warnings: boolean;
  /** Whether the schema was in a former language: what a file may contain then depends on the others. Default: false. */
  readonly former?: boolean;
}

interface ManifestInput {
  /** Relative to the schema's folder. */
  readonly path: string;
  readonly hash: string;
}

interface ManifestOutput {
  /** Relative to the output folder. */
  readonly path: string;
  /** A hash of the text. */
  readonly hash: string;
  readonly pieces: readonly ManifestPiece[];
}

interface ManifestPiece {
  /** A hash of the piece before printing. */
  readonly source: string;
  readonly length: number;
}

/** What identifies the runs of one target. */
export interface RunIdentity {
  /** The real path of the output folder. */
  readonly out: string;
  readonly schema: string;
  readonly name: string;
}

/** Reads the manifest of the previous run. Returns undefined if it is missing or invalid. */
export function readManifest(run: RunIdentity): Manifest | undefined {
  const file = manifestFile(run, false);
  if (file === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(readText(file));
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the manifest. A cache folder that cannot be written is the same as none. */
export function writeManifest(run: RunIdentity, manifest: Manifest): void {
  const file = manifestFile(run, true);
  if (file === undefined) return;
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(manifest, null, 1)}\n`, { flag: "wx" });
    // Replaces a symbolic link instead of following it.
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** Two targets with one output folder have separate manifests, so that neither removes the other's files. */
function manifestFile({ out, schema, name }: RunIdentity, create: boolean): string | undefined {
  const folder = cacheFolder(out, create);
  if (folder === undefined) return undefined;
  return join(folder, `${contentHash(out, realPathOf(schema), name)}.json`);
}

/**
 * Returns the folder for the records of runs: `node_modules/.cache/qapi-ts` beside the nearest `package.json` if
 * that has a `node_modules`, otherwise `qapi-ts` in the user's cache folder. Undefined if neither can be used.
 * @param from - the absolute real path of a folder.
 * @param create - whether to create a missing folder. Default: false.
 */
function cacheFolder(from: string, create = false): string | undefined {
  for (const place of [projectCache(from), userCache()]) {
    const folder = place && open(place, create);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

function projectCache(from: string): Place | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) {
      const modules = join(at, "node_modules");
      const isFolder = lstatSync(modules, { throwIfNoEntry: false })?.isDirectory() === true;
      return isFolder ? { base: modules, names: [".cache", "qapi-ts"] } : undefined;
    }
    if (at === dirname(at)) return undefined;
  }
}

function userCache(): Place | undefined {
  const { XDG_CACHE_HOME: cache = "", LOCALAPPDATA: local = "" } = process.env;
  if (isAbsolute(cache)) return { base: cache, names: ["qapi-ts"] };
  if (process.platform === "win32")
    return isAbsolute(local) ? { base: local, names: ["qapi-ts", "cache"] } : undefined;
  const names = process.platform === "darwin" ? ["Library", "Caches"] : [".cache"];
  return { base: homedir(), names: [...names, "qapi-ts"] };
}

/** A folder that may be created below an existing one. */
interface Place {
  readonly base: string;
  /** The names that lead from the base to the folder. */
  readonly names: readonly string[];
}

/** Undefined if the folder is missing, or if a part of its path is a symbolic link, which could lead anywhere. */
function open({ base, names }: Place, create: boolean): string | undefined {
  let at = base;
  try {
    for (const name of names) {
      at = join(at, name);
      if (create) createFolder(at);
      if (!lstatSync(at).isDirectory()) return undefined;
    }
    return at;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  return (
    hasMembers(value, { maker: "string", warnings: "boolean" }) &&
    isListOf(value["inputs"], (item) => hasMembers(item, { path: "string", hash: "string" })) &&
    isListOf(value["outputs"], isOutput)
  );
}

function isOutput(value: unknown): boolean {
  return (
    hasMembers(value, { path: "string", hash: "string" }) &&
    isListOf(value["pieces"], (item) => hasMembers(item, { source: "string", length: "number" }))
  );
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function hasMembers(
  value: unknown,
  types: Readonly<Record<string, string>>,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const members = new Map(Object.entries(value));
  return Object.entries(types).every(([name, type]) => typeof members.get(name) === type);
}

/** Returns a content hash that is the same on every machine. */
export function contentHash(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 32);
}

/** Whether all inputs are unchanged and the previous run reported no warnings. */
export function nothingToRead(manifest: Manifest, schema: string): boolean {
  return (
    !manifest.warnings &&
    manifest.inputs.every(({ path, hash }) => hashOfFile(join(dirname(schema), path)) === hash)
  );
}

/** Whether all outputs are as the previous run left them. */
export function nothingToWrite(manifest: Manifest, files: Texts): boolean {
  return manifest.outputs.every((output) => isAsItWas(output, files));
}

type Texts = ReadonlyMap<string, string>;

/** Returns a predicate for files that are as the previous run wrote them. */
export function writtenBy(manifest: Manifest | undefined): (path: string, text: string) => boolean {
  const hashes = new Map(manifest?.outputs.map(({ path, hash }) => [path, hash]));
  return (path, text) => hashes.get(path) === contentHash(text);
}

/**
 * Returns the texts of pieces that can be reused, by source hash, from files that were not modified since the previous
 * run.
 */
export function reusable(manifest: Manifest | undefined, files: Texts): Map<string, string> {
  const texts = new Map<string, string>();
  for (const output of manifest?.outputs ?? []) {
    if (!isAsItWas(output, files)) continue;
    let at = 0;
    for (const { source, length } of output.pieces) {
      texts.set(source, files.get(output.path)?.slice(at, at + length) ?? "");
      at += length + between.length;
    }
  }
  return texts;
}

/** Returns a predicate for inputs that are unchanged since the previous run and valid independently of others. */
export function inputsKnownTo(
  manifest: Manifest | undefined,
  schema: string,
): (source: { readonly path: string; readonly text: string }) => boolean {
  if (manifest === undefined || manifest.former === true) return () => false;
  const hashes = new Map(manifest.inputs.map(({ path, hash }) => [path, hash]));
  return (source) => {
    const [input] = inputsOf(schema, [source]);
    return input !== undefined && hashes.get(input.path) === input.hash;
  };
}

export function inputsOf(
  schema: string,
  sources: readonly { readonly path: string; readonly text: string }[],
): readonly ManifestInput[] {
  return sources.map(({ path, text }) => ({
    path: relative(dirname(schema), path).split(sep).join("/"),
    hash: contentHash(text),
  }));
}

export function outputsOf(files: readonly MadeFile[]): readonly ManifestOutput[] {
  return files.map((file) => ({
    path: file.path,
    hash: contentHash(textOf(file)),
    pieces: file.pieces.map(({ source, text }) => ({ source, length: text.length })),
  }));
}

function isAsItWas(output: ManifestOutput, files: Texts): boolean {
  const text = files.get(output.path);
  return text !== undefined && contentHash(text) === output.hash;
}

function hashOfFile(path: string): string | undefined {
  try {
    return contentHash(readText(path));
  } catch {
    return undefined;
  }
}
