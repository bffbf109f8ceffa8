import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { parseDocComment, parseFormerComment } from "./documentation/comment.js";
import { nextToken, skipSpaces, type Token } from "./lexer.js";
import { parseExpression } from "./parser.js";
import { SchemaSyntaxError, type SourceFile } from "./source.js";
import type { TopLevel } from "./syntax.js";

/** A syntax error. */
export interface SyntaxDiagnostic extends Diagnostic {
  /** The last QEMU version that accepted the text. Undefined if none did. */
  readonly acceptedUntil?: number | undefined;
}

/** The top-level items of a file, in order. */
export interface ParsedFile<Item> {
  readonly value: readonly Item[];
  readonly diagnostics: readonly SyntaxDiagnostic[];
}

/**
 * Parses a file into its expressions and documentation comments, in order. After a syntax error it resumes at the start
 * of the next item, so that one run reports every error. An item that a former version of QEMU accepted is reported and
 * parsed as that version did.
 */
export function parseFile(source: SourceFile): ParsedFile<TopLevel> {
  const items: TopLevel[] = [];
  const diagnostics: SyntaxDiagnostic[] = [];
  for (let at = 0; at < source.text.length;) {
    try {
      const { item, end } = parseTopLevel(source, at);
      if (item) items.push(item);
      at = end;
    } catch (error) {
      if (!(error instanceof SchemaSyntaxError)) throw error;
      const former = parseFormerItem(source, at, error);
      diagnostics.push({ ...error.diagnostic, ...(former && { acceptedUntil: former.until }) });
      if (former) items.push(former.item);
      at = former?.end ?? nextItem(source.text, error);
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

interface FormerItem {
  readonly item: TopLevel;
  readonly end: number;
  /** The last QEMU version that accepted it. */
  readonly until: number;
}

/** Parses an item with a syntax error as former versions of QEMU did. Undefined if none of them accepted it. */
function parseFormerItem(
  source: SourceFile,
  from: number,
  { diagnostic: { code }, inComment }: SchemaSyntaxError,
): FormerItem | undefined {
  if (!inComment && code !== "unexpected-token") return undefined;
  const token = nextToken(source, from);
  if (inComment) {
    const { node, end } = parseFormerComment(source, token.offset);
    return { item: { kind: "comment", comment: node, isFormer: true }, end, until: 2.7 };
  }
  const parsed = parseWithoutCommas(source, token);
  return parsed && { ...parsed, until: 1.5 };
}

function parseWithoutCommas(source: SourceFile, token: Token): Omit<FormerItem, "until"> | undefined {
  try {
    const { node, end } = parseExpression(source, token, "optional");
    return node.kind === "object" ? { item: { kind: "expression", node, isFormer: true }, end } : undefined;
  } catch (error) {
    if (!(error instanceof SchemaSyntaxError)) throw error;
    return undefined;
  }
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
