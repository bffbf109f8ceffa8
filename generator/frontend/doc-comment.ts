import type { SourceFile } from "./source.js";
import { SyntaxFailure } from "./failure.js";
import { endOfLastLine } from "./lexer.js";
import type { Parsed } from "./parser.js";
import type { CommentLine, DocComment } from "./syntax.js";

/**
 * Reads the documentation comment whose opening `##` is at `offset`.
 * Syntax: docs/devel/qapi-code-gen.rst, "Documentation comments".
 */
export function parseDocComment(source: SourceFile, offset: number): Parsed<DocComment> {
  const opening = lineAt(source.text, offset);
  if (opening.text !== "##") {
    throw new SyntaxFailure(source, offset + 2, "doc-opening", "text behind the '##' that opens a comment", {
      help: "put it on a line of its own, or begin the comment with a single '#'",
      inComment: true,
    });
  }
  const lines: CommentLine[] = [];
  for (let at = opening.end; ;) {
    const start = skipSpace(source.text, at);
    const line = lineAt(source.text, start);
    if (!line.text.startsWith("#")) throw unclosed(source, start);
    if (line.text.startsWith("##")) return { node: { offset, lines }, end: closing(source, start, line) };
    lines.push(commentLine(source, start, line.text));
    at = line.end;
  }
}

interface Line {
  /** Without white space at its end. */
  readonly text: string;
  readonly end: number;
}

function lineAt(text: string, start: number): Line {
  const newline = text.indexOf("\n", start);
  const end = newline === -1 ? text.length : newline;
  return { text: text.slice(start, end).trimEnd(), end };
}

const ink = /\S|$/g;

function skipSpace(text: string, from: number): number {
  ink.lastIndex = from;
  return ink.exec(text)?.index ?? text.length;
}

function closing(source: SourceFile, start: number, line: Line): number {
  if (line.text === "##") return line.end;
  throw new SyntaxFailure(source, start + 2, "doc-closing", "text behind the '##' that closes a comment", {
    help: "close the comment with a line that holds '##' only",
    inComment: true,
  });
}

function commentLine(source: SourceFile, start: number, text: string): CommentLine {
  if (text.length > 1 && text[1] !== " ") {
    throw new SyntaxFailure(source, start + 1, "doc-space", "missing space behind '#'", {
      help: "a line of documentation begins with '# '",
      inComment: true,
    });
  }
  return { text: text.slice(2), offset: start + Math.min(2, text.length) };
}

/** Told where the comment stops being one. */
function unclosed(source: SourceFile, start: number): SyntaxFailure {
  const offset = Math.min(start, endOfLastLine(source.text));
  return new SyntaxFailure(
    source,
    offset,
    "doc-unclosed",
    "the documentation comment before this is not closed",
    {
      help: "close it with a line that holds '##' only",
      inComment: true,
    },
  );
}
