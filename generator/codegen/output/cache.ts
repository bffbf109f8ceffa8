import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { contentHash } from "./fingerprint.js";
import type { Manifest, ManifestInput, ManifestOutput } from "./manifest.js";

type Texts = ReadonlyMap<string, string>;

/** A file as a run made it: the texts of its pieces, with an empty line between each two. */
export interface MadeFile {
  readonly path: string;
  readonly pieces: readonly MadePiece[];
}

export interface MadePiece {
  /** A hash of all that the text depends on. */
  readonly source: string;
  readonly text: string;
}

const between = "\n";

export function textOf(file: MadeFile): string {
  return file.pieces.map((piece) => piece.text).join(between);
}

/** Whether the run that the manifest is of has read all inputs as they are, and had nothing to say of them. */
export function nothingToRead(manifest: Manifest, schema: string): boolean {
  return (
    !manifest.warnings &&
    manifest.inputs.every(({ path, hash }) => hashOfFile(join(dirname(schema), path)) === hash)
  );
}

/** Whether all outputs are as the run that the manifest is of has left them, and there are no others of ours. */
export function nothingToWrite(manifest: Manifest, files: Texts, isOurs: (text: string) => boolean): boolean {
  return (
    manifest.outputs.every((output) => isAsItWas(output, files)) &&
    [...files].filter(([, text]) => isOurs(text)).length === manifest.outputs.length
  );
}

/** The texts of pieces that need not be made again, by their source: of files that nobody touched since. */
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

/** Tells of a file whether the run that the manifest is of has read it as it is. */
export function inputsKnownTo(
  manifest: Manifest | undefined,
  schema: string,
): (source: { readonly path: string; readonly text: string }) => boolean {
  const hashes = new Map(manifest?.inputs.map(({ path, hash }) => [path, hash]));
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
    return contentHash(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
