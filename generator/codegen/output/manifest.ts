import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The record of the previous run in the output folder, which lets the next run reuse its results. It is a cache:
 * without it the run produces the same bindings. It must not be committed.
 */
export interface Manifest {
  /** A hash of the generator and the options. */
  readonly maker: string;
  readonly inputs: readonly ManifestInput[];
  readonly outputs: readonly ManifestOutput[];
  /** Whether the run reported warnings, which the next run must report again. */
  readonly warnings: boolean;
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

export const manifestName = ".qapi-ts-cache.json";

/** Reads the manifest of a folder. Returns undefined if it is missing or invalid. */
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
