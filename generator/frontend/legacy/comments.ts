import type { CommentLine, DocComment } from "../syntax.js";

/** Before QEMU 2.9, the description of an optional member began with this word. */
const marker = /#optional\b[ :,]*/;

/** Before QEMU 2.9, the version could follow without a colon. */
const version = /^Since (?=\d)/;

/** Converts a documentation comment to today's words. */
export function convertComment(comment: DocComment): DocComment {
  if (!comment.lines.some(({ text }) => marker.test(text) || version.test(text))) return comment;
  const lines = comment.lines.map((line): CommentLine => ({
    ...line,
    text: line.text.replace(marker, "").replace(version, "Since: ").trimEnd(),
  }));
  return { ...comment, lines };
}
