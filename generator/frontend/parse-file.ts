import type { Diagnostic, Result } from "../diagnostics/diagnostic.js";
import { parseDocComment } from "./doc-comment/comment.js";
import { nextToken, skipSpaces } from "./lexer.js";
import { parseExpression } from "./parser.js";
import type { SourceFile } from "./source.js";
import { SchemaSyntaxError } from "./syntax-error.js";
import type { TopLevel } from "./syntax.js";

/**
 * Parses a file into its expressions and documentation comments, in order. After a syntax error it resumes at the start
 * of the next item, so that one run reports every error.
 */
export function parseFile(source: SourceFile): Result<readonly TopLevel[]> {
  const items: TopLevel[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let at = 0; at < source.text.length;) {
    try {
      const { item, end } = parseTopLevel(source, at);
      if (item) items.push(item);
      at = end;
    } catch (error) {
      if (!(error instanceof SchemaSyntaxError)) throw error;
      diagnostics.push(error.diagnostic);
      at = nextItem(source.text, error);
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
  return {
    item: node.kind === "object" ? { kind: "expression", node } : { kind: "draft-function", node },
    end,
  };
}

/** Finds a `{`, `['` or `##` in the first column. By convention only top-level items begin there. */
function nextItem(text: string, { offset, inComment }: SchemaSyntaxError): number {
  for (let at = text.indexOf("\n", Math.max(0, offset - 1)); at !== -1; at = text.indexOf("\n", at + 1)) {
    const start = at + 1;
    if (text[start] === "{") return start;
    if (text[start] === "[" && text[skipSpaces(text, start + 1)] === "'") return start;
    if (!inComment && text.startsWith("##", start) && isLineEnd(text[start + 2])) return start;
  }
  return text.length;
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === "\n" || character === "\r";
}
