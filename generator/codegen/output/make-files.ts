import { dirname, join, relative, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { readText } from "../../files/files.js";
import type { GeneratedFile } from "../file.js";
import { between, cut, textOf, type MadeFile, type Piece, type Printer } from "../printer.js";
import { type Format, loadFormatter } from "./format.js";
import { contentHash, type Manifest, type ManifestInput, type ManifestOutput } from "./manifest.js";

/**
 * Prints and formats files. Pieces are printed in the printer's thread; if there are many, both threads format them.
 * `texts` holds the texts that are reused, by source hash, and receives the new ones.
 */
export async function makeFiles(
  files: readonly GeneratedFile[],
  texts: Map<string, string>,
  printer: Printer,
): Promise<MadeFile[]> {
  const sources = new Map(files.map((file) => [file.path, cut(file).map(sourceOf)]));
  const pending = [...sources.values()].flat().filter(({ source }) => !texts.has(source));
  if (pending.length > 0) await makeTexts(pending, texts, printer);
  return [...sources].map(([path, pieces]) => ({
    path,
    pieces: pieces.map(({ source }) => ({ source, text: texts.get(source) ?? "" })),
  }));
}

interface SourcedPiece {
  readonly piece: Piece;
  readonly source: string;
}

/** A piece is plain data, so the hash of its JSON covers everything that determines its text. */
function sourceOf(piece: Piece): SourcedPiece {
  return { piece, source: contentHash(JSON.stringify(piece)) };
}

/** From this number on, this thread formats too. Fewer pieces are done before it would have loaded prettier. */
const manyPieces = 12;

async function makeTexts(
  pending: readonly SourcedPiece[],
  texts: Map<string, string>,
  printer: Printer,
): Promise<void> {
  const printed = pending.map(({ piece, source }) => ({ source, text: printer.print(piece) }));
  // Each formatter takes the next piece when it is done with one. The thread has a second one to continue with.
  const queue = printed.values();
  const formatAll = async (format: Format): Promise<void> => {
    for (const { source, text } of queue) texts.set(source, await format(await text));
  };
  const inThread: Format = (text) => printer.format(text);
  const here =
    pending.length < manyPieces ? [] : [loadFormatter().then((format) => formatAll(inTurns(format)))];
  await Promise.all([...printed.map(({ text }) => text), formatAll(inThread), formatAll(inThread), ...here]);
}

/** Messages of the thread are received between the calls. */
function inTurns(format: Format): Format {
  return async (text) => {
    await nextTurn();
    return await format(text);
  };
}

type Texts = ReadonlyMap<string, string>;

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
