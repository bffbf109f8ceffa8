import { dirname, join, relative, sep } from "node:path";
import { readText } from "../../files/read-text.js";
import { contentHash } from "./fingerprint.js";
import type { Manifest, ManifestInput, ManifestOutput } from "./manifest.js";

type Texts = ReadonlyMap<string, string>;

/** A generated file. Its text is the texts of its pieces joined with empty lines. */
export interface MadeFile {
  readonly path: string;
  readonly pieces: readonly MadePiece[];
}

interface MadePiece {
  /** A hash of everything that determines the text. */
  readonly source: string;
  readonly text: string;
}

const between = "\n";

export function textOf(file: MadeFile): string {
  return file.pieces.map((piece) => piece.text).join(between);
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

/** Returns a predicate for inputs that are unchanged since the previous run, and that are valid whatever others contain. */
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
