import type { Diagnostic, Result } from "../diagnostics/diagnostic.js";
import type { SourceFile } from "./source.js";
import { parseDocComment } from "./doc-comment.js";
import { SyntaxFailure } from "./failure.js";
import { nextToken } from "./lexer.js";
import { parseExpression } from "./parser.js";
import type { TopLevel } from "./syntax.js";

/**
 * Reads a whole file into its expressions and documentation comments, in order. Behind an expression that
 * cannot be read it goes on where the next one seems to begin, so that one run tells of every error.
 */
export function parseFile(source: SourceFile): Result<readonly TopLevel[]> {
  const items: TopLevel[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let at = 0; at < source.text.length;) {
    try {
      const { item, end } = parseTopLevel(source, at);
      if (item) items.push(item);
      at = end;
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      diagnostics.push(failure.diagnostic);
      at = nextBeginning(source.text, failure);
    }
  }
  return { value: items, diagnostics };
}

function parseTopLevel(source: SourceFile, from: number): { item?: TopLevel; end: number } {
  const token = nextToken(source, from);
  if (token.kind === "end") return { end: source.text.length };
  if (token.kind === "doc-comment") {
    const { node, end } = parseDocComment(source, token.offset);
    return { item: { kind: "comment", comment: node }, end };
  }
  const { node, end } = parseExpression(source, token);
  return { item: node.kind === "object" ? { kind: "expression", node } : { kind: "function", node }, end };
}

/** A line that begins with `{`, `['` or `##` in the first column: by custom only top-level items do. */
function nextBeginning(text: string, { offset, inComment }: SyntaxFailure): number {
  const beginning = inComment ? /\n(?=\{|\[\s*')/g : /\n(?=\{|\[\s*'|##$)/gm;
  beginning.lastIndex = Math.max(0, offset - 1);
  const match = beginning.exec(text);
  return match ? match.index + 1 : text.length;
}
