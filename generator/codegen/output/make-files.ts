import { cut, type GeneratedFile, type Piece } from "../file.js";
import type { Printer } from "../printer.js";
import { loadFormatter } from "./format.js";
import { contentHash } from "./fingerprint.js";
import type { MadeFile } from "./cache.js";

/**
 * Prints and formats files. Pieces are printed in the printer's thread and formatted in this one. `texts` holds the
 * texts that are reused, by source hash, and receives the new ones.
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

/** A piece is plain data, so the hash of its JSON covers everything that determines its text. */
function sourceOf(piece: Piece): SourcedPiece {
  return { piece, source: contentHash(JSON.stringify(piece)) };
}

async function makeTexts(
  due: readonly SourcedPiece[],
  texts: Map<string, string>,
  printer: Printer,
): Promise<void> {
  // Printing runs while the formatter is loaded.
  const printed = printer.print(due.map(({ piece }) => piece));
  const format = await loadFormatter();
  const sources = due.map(({ source }) => source).values();
  for await (const text of printed) {
    const { value } = sources.next();
    if (value !== undefined) texts.set(value, await format(text));
  }
}
