import type { CommentLine, DocComment } from "../syntax.js";

/** Before QEMU 2.9, the description of an optional member began with this word. */
const marker = /#optional\b[ :,]*/;

/** Removes the words that only former documentation has. */
export function convertComment(comment: DocComment): DocComment {
  if (!comment.lines.some(({ text }) => marker.test(text))) return comment;
  const lines = comment.lines.map((line): CommentLine => ({
    ...line,
    text: line.text.replace(marker, "").trimEnd(),
  }));
  return { ...comment, lines };
}
