import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the output's folder remembers of the run that made it, so that the next one does only what is due. It is
 * a cache: without it everything is made anew, and the bindings are the same. It is of one machine, and nothing for
 * a repository.
 */
export interface Manifest {
  /** The generator and its options. */
  readonly maker: string;
  readonly inputs: readonly ManifestInput[];
  readonly outputs: readonly ManifestOutput[];
  /** Whether the schema is to be read again although nothing changed, since there is something to say of it. */
  readonly warnings: boolean;
}

export interface ManifestInput {
  /** Relative to the schema's folder. */
  readonly path: string;
  readonly hash: string;
}

export interface ManifestOutput {
  /** Relative to the output's folder. */
  readonly path: string;
  /** Of its text. */
  readonly hash: string;
  /** What it is made of, in order. */
  readonly pieces: readonly ManifestPiece[];
}

export interface ManifestPiece {
  /** Of what it was printed from. */
  readonly source: string;
  readonly length: number;
}

export const manifestName = ".qapi-ts-cache.json";

/** The manifest of a folder; undefined where there is none that can be made use of. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, manifestName), "utf8"));
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
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
