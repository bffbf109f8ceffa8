import type { CommentLine } from "../syntax.js";
import type { DocViolation } from "./blocks.js";

/** The maximum width of a line of documentation in columns, including its `# `. */
const maxWidth = 70;
const prefixWidth = 2;

const urlAlone = /^ *[a-z]+:\/\/[^ ]*$/;
/** The end of a sentence followed by one space. `e.g.` and the number of a list item do not end a sentence. */
const sentenceEnd = /(?:\be\.g\.|^ *\d+\.|([.!?])) [A-Z0-9(]/g;
const literalDirective = /^ *\.\. (qmp-example|code-block)::/;

/** Checks the width of lines and the space between sentences. Literal blocks are exempt. */
export function* layoutRules(lines: readonly CommentLine[]): Iterable<DocViolation> {
  let literal: number | undefined;
  for (const line of lines) {
    const indent = line.text.search(/\S/);
    if (indent === -1) continue;
    if (literal !== undefined && indent > literal) continue;
    literal = opensLiteral(line.text) ? indent : undefined;
    yield* lineRules(line);
  }
}

function opensLiteral(text: string): boolean {
  return literalDirective.test(text) || (text.endsWith("::") && !/^ *\.\. /.test(text));
}

function* lineRules(line: CommentLine): Iterable<DocViolation> {
  const { text } = line;
  if (text.length + prefixWidth > maxWidth && !urlAlone.test(text)) {
    const message = `this line has ${text.length + prefixWidth} columns; the maximum is ${maxWidth}`;
    yield { code: "doc-width", message, line, column: maxWidth - prefixWidth };
  }
  for (const match of text.matchAll(sentenceEnd)) {
    if (match[1] === undefined) continue;
    const message = "sentences must be separated by two spaces";
    yield { code: "doc-sentence", message, line, column: match.index };
  }
}
