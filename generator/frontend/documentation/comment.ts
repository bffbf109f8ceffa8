import { endOfLastLine } from "../lexer.js";
import type { CommentLine, DocComment, Parsed } from "../syntax.js";
import { SchemaSyntaxError, type SourceFile } from "../source.js";

/**
 * Parses the documentation comment whose opening `##` is at `offset`.
 * Syntax: docs/devel/qapi-code-gen.rst, "Documentation comments".
 */
export function parseDocComment(source: SourceFile, offset: number): Parsed<DocComment> {
  const opening = lineAt(source.text, offset);
  if (opening.text !== "##") {
    const message = "the '##' that opens a comment is followed by text";
    throw new SchemaSyntaxError(source, offset + 2, "doc-opening", message, {
      help: "move the text to the next line, or begin the comment with a single '#'",
      inComment: true,
    });
  }
  const lines: CommentLine[] = [];
  for (let at = opening.end; ;) {
    const start = skipSpace(source.text, at);
    const line = lineAt(source.text, start);
    if (!line.text.startsWith("#")) throw unclosed(source, start);
    if (line.text.startsWith("##")) return { node: { offset, lines }, end: closingEnd(source, start, line) };
    lines.push(commentLine(source, start, line.text));
    at = line.end;
  }
}

interface Line {
  /** Without trailing white space. */
  readonly text: string;
  readonly end: number;
}

function lineAt(text: string, start: number): Line {
  const newline = text.indexOf("\n", start);
  const end = newline === -1 ? text.length : newline;
  return { text: text.slice(start, end).trimEnd(), end };
}

const nonSpace = /\S|$/g;

function skipSpace(text: string, from: number): number {
  nonSpace.lastIndex = from;
  return nonSpace.exec(text)?.index ?? text.length;
}

function closingEnd(source: SourceFile, start: number, line: Line): number {
  if (line.text === "##") return line.end;
  const message = "the '##' that closes a comment is followed by text";
  throw new SchemaSyntaxError(source, start + 2, "doc-closing", message, {
    help: "close the comment with a line that contains only '##'",
    inComment: true,
  });
}

function commentLine(source: SourceFile, start: number, text: string): CommentLine {
  if (text.length > 1 && text[1] !== " ") {
    throw new SchemaSyntaxError(source, start + 1, "doc-space", "missing space after '#'", {
      help: "begin each line of documentation with '# '",
      inComment: true,
    });
  }
  return { text: text.slice(2), offset: start + Math.min(2, text.length) };
}

/** Reported at the first text that is not part of the comment. */
function unclosed(source: SourceFile, start: number): SchemaSyntaxError {
  const skipTo = closingAfter(source.text, start);
  if (skipTo !== undefined) {
    const message = "a line of this documentation comment does not begin with '#'";
    return new SchemaSyntaxError(source, start, "doc-unclosed", message, {
      help: "begin each line of documentation with '# '",
      skipTo,
    });
  }
  const offset = Math.min(start, endOfLastLine(source.text));
  const message = "the documentation comment before this is not closed";
  return new SchemaSyntaxError(source, offset, "doc-unclosed", message, {
    help: "close it with a line that contains only '##'",
    inComment: true,
  });
}

/** Returns the end of the `##` that closes the comment. Undefined if an expression or another comment begins before it. */
function closingAfter(text: string, start: number): number | undefined {
  for (let at = start; at < text.length;) {
    const line = lineAt(text, at);
    if (/^[{[]/.test(line.text)) return undefined;
    at = skipSpace(text, line.end);
    if (line.text === "##") return text[at] === "#" ? undefined : line.end;
  }
  return undefined;
}

/** A line of nothing but `#`, at least two of them. */
const border = /^##+$/;

/**
 * Parses the documentation comment whose opening `##` is at `offset` as QEMU did before version 2.8, which skipped every
 * line that begins with `#`. The comment ends at a border, or at the first other line; text may follow the border.
 */
export function parseFormerComment(source: SourceFile, offset: number): Parsed<DocComment> {
  const { text } = source;
  const lines: CommentLine[] = [];
  let end = offset;
  for (let at = offset; at < text.length && text[at] === "#";) {
    const newline = text.indexOf("\n", at);
    end = newline === -1 ? text.length : newline;
    const line = text.slice(at, end).trimEnd();
    if (at > offset && border.test(line)) break;
    if (!border.test(line)) lines.push(formerLine(line, at));
    at = startOfNext(text, end);
  }
  return { node: { offset, lines }, end };
}

/** Returns the start of the next line's text. */
function startOfNext(text: string, end: number): number {
  let at = end + 1;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function formerLine(line: string, at: number): CommentLine {
  const start = /^#+ ?/.exec(line)?.[0].length ?? 0;
  // A border within the comment, `# ##`, is not text.
  const content = line.slice(start);
  return { text: border.test(content) ? "" : content, offset: at + start };
}
