import type { SourceFile } from "./source.js";
import { visible } from "../diagnostics/visible.js";
import { SyntaxFailure } from "./failure.js";
import { describeToken, nextToken, type Token } from "./lexer.js";
import type { ArrayNode, ObjectEntry, ObjectNode, StringNode, SyntaxNode } from "./syntax.js";

/** Deeper than any schema goes, and shallower than any stack. */
const deepest = 200;

/** What was read, and where the text goes on behind it. */
export interface Parsed<T> {
  readonly node: T;
  readonly end: number;
}

/**
 * Reads one top-level expression that begins with `first`: an object, or a function of the signal draft.
 * Syntax: docs/devel/qapi-code-gen.rst, "Schema syntax".
 */
export function parseExpression(source: SourceFile, first: Token): Parsed<ObjectNode | ArrayNode> {
  const parser = new ExpressionParser(source, first);
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

/** A function of the draft begins with its name; no other array means anything at the top. */
function beginsFunction(text: string, from: number): boolean {
  const name = /\s*'/y;
  name.lastIndex = from;
  return name.test(text);
}

function isPunctuation(token: Token, value: string): boolean {
  return token.kind === "punctuation" && token.value === value;
}

class ExpressionParser {
  readonly #source: SourceFile;
  #token: Token;
  #end: number;

  constructor(source: SourceFile, first: Token) {
    this.#source = source;
    this.#token = first;
    this.#end = first.end;
  }

  /** Behind the last token that belongs to the expression. */
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
    const token = this.#next();
    if (depth > deepest) {
      throw new SyntaxFailure(
        this.#source,
        token.offset,
        "too-deep",
        `more than ${deepest} levels of nesting`,
      );
    }
    if (token.kind === "string" || token.kind === "boolean") {
      this.#take();
      return token;
    }
    if (token.kind === "punctuation" && token.value === "{") return this.object(depth);
    if (token.kind === "punctuation" && token.value === "[") return this.array(depth);
    throw unexpected(this.#source, token, "'{', '[', a string, true or false");
  }

  #key(seen: Set<string>): StringNode {
    const token = this.#next();
    if (token.kind !== "string") throw unexpected(this.#source, token, "a string as the member's name");
    if (seen.has(token.value)) {
      const message = `duplicate key ${visible(token.value)}`;
      throw new SyntaxFailure(this.#source, token.offset, "duplicate-key", message, {
        help: "keep one of them",
      });
    }
    seen.add(token.value);
    this.#take();
    return token;
  }

  /** Whether the object or array that was just opened is empty; if so its end is taken. */
  #closes(closing: string): boolean {
    const token = this.#next();
    if (token.kind !== "punctuation" || token.value !== closing) return false;
    this.#take();
    return true;
  }

  /** Takes the comma before a further element (true) or the closing character (false). */
  #continues(closing: string): boolean {
    const token = this.#next();
    if (token.kind === "punctuation" && (token.value === "," || token.value === closing)) {
      return this.#take().kind === "punctuation" && token.value === ",";
    }
    throw unexpected(this.#source, token, `',' or '${closing}'`);
  }

  #expect(punctuation: string): void {
    const token = this.#next();
    if (token.kind !== "punctuation" || token.value !== punctuation) {
      throw unexpected(this.#source, token, `'${punctuation}'`);
    }
    this.#take();
  }

  /** The token at hand; read only when asked for, so that nothing behind the expression is. */
  #next(): Token {
    if (this.#token.offset < this.#end) this.#token = nextToken(this.#source, this.#end);
    return this.#token;
  }

  #take(): Token {
    const token = this.#token;
    this.#end = token.end;
    return token;
  }
}

function unexpected(source: SourceFile, token: Token, expected: string, help?: string): SyntaxFailure {
  const message = `expected ${expected}, found ${describeToken(token)}`;
  const advice = token.kind === "doc-comment" ? "a '##' comment cannot stand within an expression" : help;
  const extra = advice === undefined ? {} : { help: advice };
  return new SyntaxFailure(source, token.offset, "unexpected-token", message, extra);
}
