import type { Position } from "../model/position.js";

/** Where a file's text was asked for: the include directive, or nothing for the entry. */
export interface IncludeSite {
  readonly source: SourceFile;
  readonly offset: number;
}

/** The text of one schema file, and where in it a character stands. */
export class SourceFile {
  /** The path in the file system, absolute: what makes two includes the same file. */
  readonly path: string;
  /** How messages call it. */
  readonly file: string;
  readonly text: string;
  readonly includedFrom: IncludeSite | undefined;
  #lineStarts: number[] | undefined;

  constructor(path: string, file: string, text: string, includedFrom?: IncludeSite) {
    this.path = path;
    this.file = file;
    this.text = text;
    this.includedFrom = includedFrom;
  }

  position(offset: number): Position {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The include directives that led here, innermost first. */
  includeChain(): Position[] {
    const chain: Position[] = [];
    for (let site = this.includedFrom; site !== undefined; site = site.source.includedFrom) {
      chain.push(site.source.position(site.offset));
    }
    return chain;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
