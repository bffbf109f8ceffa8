import { cut, type GeneratedFile, type Piece } from "../file.js";
import type { Printer } from "../printer.js";
import { loadFormatter } from "./format.js";
import { contentHash } from "./fingerprint.js";
import type { MadeFile } from "./cache.js";

/**
 * Turns files into text: prints in the printer's thread and formats in this one, each piece as soon as it comes.
 * `texts` holds those that are made already, by their source, and in the end those that were made now too.
 */
export async function makeFiles(
  files: readonly GeneratedFile[],
  texts: Map<string, string>,
  printer: Printer,
): Promise<MadeFile[]> {
  const sources = new Map(files.map((file) => [file.path, cut(file).map(sourceOf)]));
  const due = [...sources.values()].flat().filter(({ source }) => !texts.has(source));
  if (due.length > 0) await makeTexts(due, texts, printer);
  return [...sources].map(([path, pieces]) => ({
    path,
    pieces: pieces.map(({ source }) => ({ source, text: texts.get(source) ?? "" })),
  }));
}

interface SourcedPiece {
  readonly piece: Piece;
  readonly source: string;
}

/** A piece is plain data, so its hash is one of everything that its text depends on. */
function sourceOf(piece: Piece): SourcedPiece {
  return { piece, source: contentHash(JSON.stringify(piece)) };
}

async function makeTexts(
  due: readonly SourcedPiece[],
  texts: Map<string, string>,
  printer: Printer,
): Promise<void> {
  // Printing begins while what formats is loaded.
  const printed = printer.print(due.map(({ piece }) => piece));
  const format = await loadFormatter();
  const sources = due.map(({ source }) => source).values();
  for await (const text of printed) {
    const { value } = sources.next();
    if (value !== undefined) texts.set(value, await format(text));
  }
}
