import { setImmediate as nextTurn } from "node:timers/promises";
import type { GeneratedFile } from "../file.js";
import { cut, type MadeFile, type Piece, type Printer } from "../printer.js";
import { type Format, loadFormatter } from "./format.js";
import { contentHash } from "./manifest.js";

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
