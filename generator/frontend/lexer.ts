import type { SourceFile } from "./source.js";
import { SyntaxFailure } from "./failure.js";
import { visible } from "../diagnostics/visible.js";

interface Span {
  readonly offset: number;
  /** Where the text goes on behind it. */
  readonly end: number;
}

export type Token = Span &
  (
    | { readonly kind: "punctuation"; readonly value: string }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    /** The beginning of a `##` comment; what follows belongs to it, see `doc-comment.ts`. */
    | { readonly kind: "doc-comment" }
    | { readonly kind: "end" }
  );

const spaces = /[ \t\n\v\f\r]*/y;
const plainString = /'([\x20-\x26\x28-\x5b\x5d-\x7e]*)'/y;
const word = /[A-Za-z0-9_.+-]+/y;

/** The first token at or after `from`; ordinary comments are skipped. */
export function nextToken(source: SourceFile, from: number): Token {
  const offset = skipSpaceAndComments(source.text, from);
  const character = source.text[offset];
  if (character === undefined) return { kind: "end", offset: endOfLastLine(source.text), end: offset };
  if (character === "#") return { kind: "doc-comment", offset, end: offset };
  if (character === "'") return stringToken(source, offset);
  if ("{}[]:,".includes(character)) return { kind: "punctuation", offset, end: offset + 1, value: character };
  return literalToken(source, offset);
}

/** A token as a message calls it. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case "end":
      return "the end of the file";
    case "doc-comment":
      return "a '##' comment";
    case "string":
      return `the string ${visible(token.value)}`;
    case "punctuation":
    case "boolean":
      return `'${String(token.value)}'`;
  }
}

/** Where the end of a file is told to be: on its last line, not on the empty one behind it. */
export function endOfLastLine(text: string): number {
  return text.endsWith("\n") ? text.length - 1 : text.length;
}

function skipSpaceAndComments(text: string, from: number): number {
  for (let at = from; ;) {
    spaces.lastIndex = at;
    spaces.test(text);
    at = spaces.lastIndex;
    if (text[at] !== "#" || text[at + 1] === "#") return at;
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1) return text.length;
    at = lineEnd;
  }
}

function stringToken(source: SourceFile, offset: number): Token {
  plainString.lastIndex = offset;
  const plain = plainString.exec(source.text)?.[1];
  if (plain === undefined) return escapedString(source, offset);
  return { kind: "string", offset, end: plainString.lastIndex, value: plain };
}

/** A string with escapes, or one that is wrong. */
function escapedString(source: SourceFile, offset: number): Token {
  const { text } = source;
  let value = "";
  for (let at = offset + 1; ; at++) {
    const character = text[at];
    if (character === undefined || character === "\n") {
      throw new SyntaxFailure(source, offset, "unterminated-string", "this string has no closing quote", {
        help: "close it with ' on the same line",
      });
    }
    if (character === "'") return { kind: "string", offset, end: at + 1, value };
    if (character === "\\" && text[++at] !== "\\") throw badEscape(source, at);
    if (character < " " || character > "~") throw badCharacter(source, at);
    value += character;
  }
}

function badEscape(source: SourceFile, at: number): SyntaxFailure {
  const escape = "\\" + (source.text[at] ?? "");
  return new SyntaxFailure(source, at - 1, "bad-escape", `unknown escape ${visible(escape)}`, {
    help: "the only escape sequence is \\\\",
  });
}

function badCharacter(source: SourceFile, at: number): SyntaxFailure {
  const message = `a string cannot hold ${visible(source.text[at] ?? "")}`;
  return new SyntaxFailure(source, at, "bad-character", message, {
    help: "strings consist of printable ASCII characters",
  });
}

function literalToken(source: SourceFile, offset: number): Token {
  word.lastIndex = offset;
  const literal = word.exec(source.text)?.[0];
  if (literal === "true" || literal === "false") {
    return { kind: "boolean", offset, end: word.lastIndex, value: literal === "true" };
  }
  const stray = literal ?? String.fromCodePoint(source.text.codePointAt(offset) ?? 0);
  throw new SyntaxFailure(source, offset, "stray-text", `stray ${visible(stray)}`, {
    help: strayHelp(stray),
  });
}

function strayHelp(stray: string): string {
  if (stray === '"') return "strings are enclosed in 'single quotes'";
  if (stray === "null" || /^[-+.\d]/.test(stray)) return "the language has no numbers and no null";
  return "expected a string in 'single quotes', true, false, or one of { } [ ] : ,";
}
