import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../files/cache-folder.js";
import { readText } from "../../files/read-text.js";
import { realPathOf } from "../../files/real-path.js";
import { contentHash } from "./fingerprint.js";

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

export interface ManifestInput {
  /** Relative to the schema's folder. */
  readonly path: string;
  readonly hash: string;
}

export interface ManifestOutput {
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

/** Removes the manifest that earlier versions wrote to the output folder. */
export function removeFormerManifest(out: string): void {
  const file = join(out, ".qapi-ts-cache.json");
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
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
