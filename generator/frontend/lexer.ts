import { quote } from "../diagnostics/escape.js";
import { SchemaSyntaxError, type SourceFile } from "./source.js";

interface Span {
  readonly offset: number;
  /** The offset after the token. */
  readonly end: number;
}

export type Token = Span &
  (
    | { readonly kind: "punctuation"; readonly value: string }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    /** The start of a `##` comment. `parseDocComment` reads the rest. */
    | { readonly kind: "doc-comment" }
    | { readonly kind: "end" }
  );

// A regular expression that repeats a class of characters needs a stack as deep as its match is long.

const spaces: ReadonlySet<string> = new Set(" \t\n\v\f\r");

/** Returns the offset of the first character at or after `from` that is not white space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (spaces.has(text[at] ?? "")) at++;
  return at;
}

/** Returns the offset after a word: letters, digits, and the characters of numbers and names. */
function endOfWord(text: string, from: number): number {
  let at = from;
  while (/[A-Za-z0-9_.+-]/.test(text.charAt(at))) at++;
  return at;
}

/** Reads the first token at or after an offset. Skips ordinary comments. */
export function nextToken(source: SourceFile, from: number): Token {
  const offset = skipSpaceAndComments(source.text, from);
  const character = source.text[offset];
  if (character === undefined) return { kind: "end", offset: endOfLastLine(source.text), end: offset };
  if (character === "#") return { kind: "doc-comment", offset, end: offset };
  if (character === "'") return stringToken(source, offset);
  if ("{}[]:,".includes(character)) return { kind: "punctuation", offset, end: offset + 1, value: character };
  return literalToken(source, offset);
}

/** Returns the offset at which errors about the end of the file are reported: on its last line. */
export function endOfLastLine(text: string): number {
  return text.endsWith("\n") ? text.length - 1 : text.length;
}

function skipSpaceAndComments(text: string, from: number): number {
  for (let at = from; ;) {
    at = skipSpaces(text, at);
    if (text[at] !== "#" || text[at + 1] === "#") return at;
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1) return text.length;
    at = lineEnd;
  }
}

function stringToken(source: SourceFile, offset: number): Token {
  const { text } = source;
  let end = offset + 1;
  while (isPlain(text.charCodeAt(end))) end++;
  if (text[end] !== "'") return escapedString(source, offset);
  return { kind: "string", offset, end: end + 1, value: text.slice(offset + 1, end) };
}

/** Whether a character is printable ASCII, and neither a quote nor a backslash. NaN, after the end, is not. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code <= 0x7e && code !== 0x27 && code !== 0x5c;
}

/** Reads a string that has escape sequences or errors. */
function escapedString(source: SourceFile, offset: number): Token {
  const { text } = source;
  const value: string[] = [];
  for (let at = offset + 1; ; at++) {
    const character = text[at];
    if (character === undefined || character === "\n") {
      throw new SchemaSyntaxError(source, offset, "unterminated-string", "this string has no closing quote", {
        help: "close it with ' on the same line",
      });
    }
    if (character === "'") return { kind: "string", offset, end: at + 1, value: value.join("") };
    if (character === "\\" && text[++at] !== "\\") throw badEscape(source, at);
    if (character < " " || character > "~") throw badCharacter(source, at);
    value.push(character);
  }
}

function badEscape(source: SourceFile, at: number): SchemaSyntaxError {
  const escape = "\\" + (source.text[at] ?? "");
  return new SchemaSyntaxError(source, at - 1, "bad-escape", `unknown escape ${quote(escape)}`, {
    help: "the only escape sequence is \\\\",
  });
}

function badCharacter(source: SourceFile, at: number): SchemaSyntaxError {
  const message = `a string cannot contain ${quote(source.text[at] ?? "")}`;
  return new SchemaSyntaxError(source, at, "bad-character", message, {
    help: "strings consist of printable ASCII characters",
  });
}

function literalToken(source: SourceFile, offset: number): Token {
  const end = endOfWord(source.text, offset);
  const literal = source.text.slice(offset, end);
  if (literal === "true" || literal === "false") {
    return { kind: "boolean", offset, end, value: literal === "true" };
  }
  const stray = literal === "" ? String.fromCodePoint(source.text.codePointAt(offset) ?? 0) : literal;
  throw new SchemaSyntaxError(source, offset, "stray-text", `unexpected ${quote(stray)}`, {
    help: strayHelp(stray),
  });
}

function strayHelp(stray: string): string {
  if (stray === '"') return "strings are enclosed in 'single quotes'";
  if (stray === "null" || /^[-+.\d]/.test(stray)) return "the language has no numbers and no null";
  return "expected a string in 'single quotes', true, false, or one of { } [ ] : ,";
}
