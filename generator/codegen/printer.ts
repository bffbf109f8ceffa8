import { Worker } from "node:worker_threads";
import type { GeneratedFile } from "./file.js";

/** Prints and formats pieces of files in a worker thread, in the order of the calls. */
export interface Printer {
  /** Returns a piece as TypeScript that is not formatted yet. */
  print(piece: Piece): Promise<string>;
  /** Returns formatted TypeScript. */
  format(text: string): Promise<string>;
  /** Starts loading ts-morph and prettier, if they are not loaded yet. */
  prepare(): void;
  close(): Promise<void>;
}

/** A request to the worker thread, which answers requests in their order. */
export type PrintRequest =
  { readonly kind: "print"; readonly piece: Piece } | { readonly kind: "format"; readonly text: string };

/**
 * Creates a printer. Its worker thread starts at the first request or `prepare`, so that a run without changes does
 * not load ts-morph.
 */
export function createPrinter(): Printer {
  let thread: PrintThread | undefined;
  const started = (): PrintThread => (thread ??= new PrintThread());
  return {
    prepare: () => {
      started();
    },
    print: (piece) => started().request({ kind: "print", piece }),
    format: (text) => started().request({ kind: "format", text }),
    close: async () => {
      await thread?.close();
    },
  };
}

interface Answer {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

class PrintThread {
  readonly #worker = new Worker(new URL("./print-worker.js", import.meta.url));
  /** The requests without an answer, in their order. */
  readonly #pending: Answer[] = [];
  #failure: Error | undefined;

  constructor() {
    this.#worker.on("message", (text: string) => this.#pending.shift()?.resolve(text));
    this.#worker.once("error", (error) => {
      this.#failure = error;
      for (const each of this.#pending.splice(0)) each.reject(error);
    });
  }

  request(request: PrintRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * A part of a file that is printed and formatted separately. The first piece has the banner, imports and exports; the
 * others have only declarations. The file is the pieces joined with empty lines.
 */
export interface Piece extends Omit<GeneratedFile, "origin"> {
  readonly origin: string | undefined;
}

/** Limits the time that prettier takes, which grows faster than the length of its input. */
const pieceLength = 32;

export function cut(file: GeneratedFile): readonly Piece[] {
  const { path, declarations } = file;
  const pieces: Piece[] = [{ ...file, declarations: declarations.slice(0, pieceLength) }];
  for (let at = pieceLength; at < declarations.length; at += pieceLength) {
    const some = declarations.slice(at, at + pieceLength);
    pieces.push({ path, origin: undefined, imports: [], reexports: [], declarations: some });
  }
  return pieces;
}

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

export const between = "\n";

export function textOf(file: MadeFile): string {
  return file.pieces.map((piece) => piece.text).join(between);
}
