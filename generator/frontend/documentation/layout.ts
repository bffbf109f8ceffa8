import type { CommentLine } from "../syntax.js";
import type { DocFinding } from "./finding.js";

/** Columns of a line of documentation, its `# ` included. */
const widest = 70;
const prefix = 2;

const urlAlone = /^ *[a-z]+:\/\/[^ ]*$/;
/** The end of a sentence with a single space behind it; `e.g.` and the number of a list item are none. */
const sentenceEnd = /(?:\be\.g\.|^ *\d+\.|([.!?])) [A-Z0-9(]/g;
const literalDirective = /^ *\.\. (qmp-example|code-block)::/;

/** How lines must be laid out: their width, and the space between sentences. Literal blocks are free. */
export function* layoutRules(lines: readonly CommentLine[]): Iterable<DocFinding> {
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

function* lineRules(line: CommentLine): Iterable<DocFinding> {
  const { text } = line;
  if (text.length + prefix > widest && !urlAlone.test(text)) {
    const message = `this line has ${text.length + prefix} columns, a line of documentation has ${widest} at most`;
    yield { code: "doc-width", message, line, column: widest - prefix };
  }
  for (const match of text.matchAll(sentenceEnd)) {
    if (match[1] === undefined) continue;
    const message = "sentences are separated by two spaces";
    yield { code: "doc-sentence", message, line, column: match.index };
  }
}
