import type { Parsed } from "../parser.js";
import type { SourceFile } from "../source.js";
import type { CommentLine, DocComment } from "../syntax.js";

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
    if (!border.test(line)) lines.push(commentLine(line, at));
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

function commentLine(line: string, at: number): CommentLine {
  const start = /^#+ ?/.exec(line)?.[0].length ?? 0;
  // A border within the comment, `# ##`, is not text.
  const content = line.slice(start);
  return { text: border.test(content) ? "" : content, offset: at + start };
}
