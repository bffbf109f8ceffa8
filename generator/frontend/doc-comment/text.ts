import type { SourceFile } from "../source.js";
import type { DocumentationText } from "../../model/documentation.js";
import type { CommentLine } from "../syntax.js";

/** Lines that are being gathered for one piece of documentation. */
export class TextBuilder {
  readonly #source: SourceFile;
  /** Where the piece begins: its heading, or its first line. */
  readonly #start: CommentLine;
  /** What stands behind the heading on the same line. */
  readonly #first: string;
  readonly #lines: string[] = [];

  constructor(source: SourceFile, start: CommentLine, first: string) {
    this.#source = source;
    this.#start = start;
    this.#first = first;
  }

  add(line: string): void {
    this.#lines.push(line);
  }

  /** Whether nothing but blank lines has come so far. */
  get isEmpty(): boolean {
    return this.#first === "" && this.#lines.every((line) => line === "");
  }

  get endsBlank(): boolean {
    return (this.#lines.at(-1) ?? this.#first) === "";
  }

  finish(): DocumentationText {
    return {
      lines: trimBlank([this.#first, ...dedent(this.#lines)]),
      position: this.#source.position(this.#start.offset),
    };
  }
}

/** Takes away the indentation that all lines share. */
function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line !== "").map((line) => line.search(/\S/));
  const shared = indents.reduce((a, b) => Math.min(a, b), Infinity);
  return lines.map((line) => (line === "" ? "" : line.slice(shared)));
}

function trimBlank(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line !== "");
  const end = lines.findLastIndex((line) => line !== "");
  return start === -1 ? [] : lines.slice(start, end + 1);
}
