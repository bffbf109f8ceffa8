import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { quote } from "../diagnostics/escape.js";
import { parseDocComment, parseFormerComment } from "./documentation/comment.js";
import { nextToken, skipSpaces, type Token } from "./lexer.js";
import { SchemaSyntaxError, type SourceFile } from "./source.js";
import type {
  ArrayNode,
  ObjectEntry,
  ObjectNode,
  Parsed,
  StringNode,
  SyntaxNode,
  TopLevel,
} from "./syntax.js";

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
      const former = error.skipTo === undefined ? parseFormerItem(source, at, error) : undefined;
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
    return { item: { kind: "comment", comment: node }, end, until: 2.7 };
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
function nextItem(text: string, { offset, inComment, skipTo = offset }: SchemaSyntaxError): number {
  for (let at = text.indexOf("\n", Math.max(0, skipTo - 1)); at !== -1; at = text.indexOf("\n", at + 1)) {
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

/** Prevents a stack overflow. QEMU's schema has fewer than 10 levels. */
const maxDepth = 200;

/**
 * Parses one top-level expression that begins with `first`: an object, or a function of the signal draft.
 * Syntax: docs/devel/qapi-code-gen.rst, "Schema syntax".
 * @param commas - where commas are required: between elements; before QEMU 1.6, not required.
 */
function parseExpression(
  source: SourceFile,
  first: Token,
  commas: Commas = "between",
): Parsed<ObjectNode | ArrayNode> {
  const parser = new ExpressionParser(source, first, commas);
  if (isPunctuation(first, "{")) return { node: parser.object(1), end: parser.end };
  if (isPunctuation(first, "[") && beginsFunction(source.text, first.end)) {
    return { node: parser.array(1), end: parser.end };
  }
  throw unexpected(
    source,
    first,
    "'{'",
    "a schema is a sequence of objects, each a directive or a definition",
  );
}

/** A function of the draft begins with its name. No other array is valid at the top level. */
function beginsFunction(text: string, from: number): boolean {
  return text[skipSpaces(text, from)] === "'";
}

function isPunctuation(token: Token, value: string): boolean {
  return token.kind === "punctuation" && token.value === value;
}

type Commas = "between" | "optional";

class ExpressionParser {
  readonly #source: SourceFile;
  readonly #commas: Commas;
  #token: Token;
  #end: number;

  constructor(source: SourceFile, first: Token, commas: Commas) {
    this.#source = source;
    this.#commas = commas;
    this.#token = first;
    this.#end = first.end;
  }

  /** The offset after the last token of the expression. */
  get end(): number {
    return this.#end;
  }

  object(depth: number): ObjectNode {
    const { offset } = this.#take();
    const entries: ObjectEntry[] = [];
    const seen = new Set<string>();
    if (!this.#closes("}")) {
      do {
        const key = this.#key(seen);
        this.#expect(":");
        entries.push({ key, value: this.#value(depth + 1) });
      } while (this.#continues("}"));
    }
    return { kind: "object", offset, entries };
  }

  array(depth: number): ArrayNode {
    const { offset } = this.#take();
    const elements: SyntaxNode[] = [];
    if (!this.#closes("]")) {
      do elements.push(this.#value(depth + 1));
      while (this.#continues("]"));
    }
    return { kind: "array", offset, elements };
  }

  #value(depth: number): SyntaxNode {
    const token = this.#peek();
    if (depth > maxDepth) {
      const message = `more than ${maxDepth} levels of nesting`;
      throw new SchemaSyntaxError(this.#source, token.offset, "too-deep", message);
    }
    if (token.kind === "string" || token.kind === "boolean") {
      this.#take();
      return token;
    }
    if (isPunctuation(token, "{")) return this.object(depth);
    if (isPunctuation(token, "[")) return this.array(depth);
    throw unexpected(this.#source, token, "'{', '[', a string, true or false");
  }

  #key(seen: Set<string>): StringNode {
    const token = this.#peek();
    if (token.kind !== "string") throw unexpected(this.#source, token, "a string as the member's name");
    if (seen.has(token.value)) {
      const message = `duplicate key ${quote(token.value)}`;
      throw new SchemaSyntaxError(this.#source, token.offset, "duplicate-key", message, {
        help: "remove one of them",
      });
    }
    seen.add(token.value);
    this.#take();
    return token;
  }

  /** Takes the closing character if it follows directly, and reports whether it does. */
  #closes(closing: string): boolean {
    if (!isPunctuation(this.#peek(), closing)) return false;
    this.#take();
    return true;
  }

  /** Takes the comma before another element (true) or the closing character (false). */
  #continues(closing: string): boolean {
    const token = this.#peek();
    if (this.#commas === "optional") {
      if (isPunctuation(token, ",")) this.#take();
      return !this.#closes(closing);
    }
    if (isPunctuation(token, ",") || isPunctuation(token, closing)) {
      this.#take();
      return isPunctuation(token, ",");
    }
    throw unexpected(this.#source, token, `',' or '${closing}'`);
  }

  #expect(punctuation: string): void {
    const token = this.#peek();
    if (!isPunctuation(token, punctuation)) throw unexpected(this.#source, token, `'${punctuation}'`);
    this.#take();
  }

  /** Returns the next token without taking it. Tokens are read on demand, so none after the expression is read. */
  #peek(): Token {
    if (this.#token.offset < this.#end) this.#token = nextToken(this.#source, this.#end);
    return this.#token;
  }

  #take(): Token {
    const token = this.#token;
    this.#end = token.end;
    return token;
  }
}

function unexpected(source: SourceFile, token: Token, expected: string, help?: string): SchemaSyntaxError {
  const message = `expected ${expected}, found ${describeToken(token)}`;
  const comment = token.kind === "doc-comment" ? parseFormerComment(source, token.offset) : undefined;
  const extra =
    comment === undefined
      ? { ...(help !== undefined && { help }) }
      : { help: "move the '##' comment before the expression", skipTo: comment.end };
  return new SchemaSyntaxError(source, token.offset, "unexpected-token", message, extra);
}

/** Returns how a message refers to a token. */
function describeToken(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end of the file";
    case "doc-comment":
      return "a '##' comment";
    case "string":
      return `the string ${quote(token.value)}`;
    case "punctuation":
    case "boolean":
      return `'${String(token.value)}'`;
  }
}
