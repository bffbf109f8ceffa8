/** A JSON object with unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A signed 64-bit integer. A value beyond 2^53-1 is received as a `bigint`, every other value as a `number`. Both are
 * sent exactly.
 */
export type Int64 = number | bigint;

/** An unsigned 64-bit integer, represented like {@link Int64}. */
export type Uint64 = number | bigint;

/** Sixteen digits in a row, spelled out because V8 searches for a literal run much faster than for a counted one. */
const longRun = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/g;
const runLength = 16;
const longInteger = /^-?[1-9]\d{15,}$/;
/** An integer with more digits becomes a `number`: the time of a conversion to bigint is not linear in the digits. */
const maxDigits = 1_000;

/** The deepest nesting of a message, which is QEMU's own limit. */
export const maxDepth = 1_024;
const nonAscii = /[\u0080-\uffff]/g;

/** Returns whether a parsed value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a value if it is a JSON object, and an empty object otherwise. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/**
 * Converts an integer to a `number`.
 * @throws RangeError if a `number` cannot hold it exactly (beyond 2^53-1 in either direction).
 */
export function toNumber(value: Int64): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${value} cannot be held exactly by a number`);
}

/** Returns the member that a dotted path leads to, or undefined if there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let at = value;
  for (const step of path.split(".")) {
    if (!isObject(at) || !Object.hasOwn(at, step)) return undefined;
    at = at[step];
  }
  return at;
}

/** Returns whether two scalars are equal on the wire, where `1` and `1n` are the same integer. */
export function sameScalar(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return isNumeric(one) && isNumeric(other) && String(one) === String(other);
}

export function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/**
 * Parses the JSON text of a message as {@link parseExactly} does, but returns undefined if the text is not valid JSON, or is
 * nested more deeply than {@link maxDepth}, which recursive code may not survive.
 */
export function parseJson(text: string): unknown {
  try {
    const value = parseExactly(text);
    return text.length > 2 * maxDepth && isDeeper([value], maxDepth + 1) ? undefined : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Returns whether a parsed object or array is nested more deeply than a number of levels. */
function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  // A call for each scalar member would triple the time.
  const isTooDeep = (member: unknown): boolean =>
    typeof member === "object" && member !== null && isDeeper(member, levels - 1);
  if (Array.isArray(value)) return value.some(isTooDeep);
  // `in` creates no array of keys; a parsed value inherits nothing.
  for (const name in value) if (isTooDeep((value as JsonObject)[name])) return true;
  return false;
}

/**
 * Parses JSON text. Integers beyond 2^53-1 become `bigint`; `__proto__` is an ordinary member.
 * @throws SyntaxError if the text is not valid JSON.
 */
export function parseExactly(text: string): unknown {
  longRun.lastIndex = 0;
  return longRun.test(text) ? parseLongIntegers(text) : JSON.parse(text);
}

/**
 * Serialises a value as JSON in ASCII, so that one character is one byte on every transport. A `bigint` is written
 * exactly. Returns undefined for a value without a JSON form, such as a function.
 * @throws TypeError or RangeError, as `JSON.stringify` does, for a circular or too deeply nested value.
 */
export function stringifyJson(value: unknown): string | undefined {
  return stringify(value)?.replace(nonAscii, escapeUnit);
}

/** Returns the JSON escape sequence of a character: `\uXXXX`. */
export function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify rejects a bigint with a TypeError. A circular value fails again, in the same way.
    if (error instanceof TypeError) return stringifyBigints(value);
    throw error;
  }
}

/** A string that the peer cannot predict, so that its text cannot contain it. */
function newMarker(): string {
  return `${Math.random()}:`;
}

/** Writes each bigint as a marked string and then removes marker and quotes. */
function stringifyBigints(value: unknown): string | undefined {
  const marker = newMarker();
  let parts = 1;
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "bigint") return member;
    parts++;
    return marker + member.toString();
  }) as string | undefined;
  if (text !== undefined && text.split(marker).length > parts) return stringifyBigints(value);
  return text?.replace(new RegExp(`"${marker}(-?\\d+)"`, "g"), "$1");
}

/**
 * Lets JSON.parse do the work: each integer that a `number` cannot hold is replaced by `["MARKER digits"]`, which is
 * valid exactly where an integer is, and is converted to a bigint afterwards.
 */
function parseLongIntegers(text: string): unknown {
  const marker = newMarker();
  const marked = markLongIntegers(text, marker);
  const value: unknown = JSON.parse(marked);
  return marked === text ? value : restoreIntegers({ value }, marker).value;
}

function markLongIntegers(text: string, marker: string): string {
  let marked = "";
  let copied = 0;
  let at = 0;
  // Searched once from each position, so that the time is linear.
  let run = endOfLongRun(text, 0);
  while (run <= text.length) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    while (run <= end) {
      const { start, token } = numberAt(text, run, copied, end);
      marked += text.slice(copied, start) + markInteger(token, marker);
      copied = start + token.length;
      run = endOfLongRun(text, copied);
    }
    at = quote < 0 ? text.length : endOfString(text, quote);
    if (run - runLength < at) run = endOfLongRun(text, at);
  }
  return marked + text.slice(copied);
}

/** Returns the end of the first long run of digits from a position on; Infinity if there is none. */
function endOfLongRun(text: string, from: number): number {
  longRun.lastIndex = from;
  return longRun.test(text) ? longRun.lastIndex : Infinity;
}

/** Returns the number that contains a position, between two others. */
function numberAt(text: string, at: number, from: number, to: number): { start: number; token: string } {
  let start = at;
  while (start > from && isNumberCode(text.charCodeAt(start - 1))) start--;
  let end = at;
  while (end < to && isNumberCode(text.charCodeAt(end))) end++;
  return { start, token: text.slice(start, end) };
}

/** Whether a character may be part of a number: a digit, `+`, `-`, `.`, `e` or `E`. */
function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x2b ||
    (code | 0x20) === 0x65
  );
}

function markInteger(token: string, marker: string): string {
  const isExact = token.length > maxDigits || !longInteger.test(token) || Number.isSafeInteger(Number(token));
  return isExact ? token : `["${marker}${token}"]`;
}

/** Returns the index after the closing quote of the string that opens at `quote`, or the length of the text. */
export function endOfString(text: string, quote: number): number {
  let end = quote;
  do {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
  } while (isEscaped(text, end));
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === "\\") before--;
  return (at - before) % 2 === 0;
}

type Container = Record<string, unknown>;

/** Iterative, so that deep nesting cannot overflow the stack. */
function restoreIntegers<T extends Container>(root: T, marker: string): T {
  const pending: Container[] = [root];
  for (let container = pending.pop(); container !== undefined; container = pending.pop()) {
    for (const key of Object.keys(container)) {
      const member = container[key];
      if (typeof member !== "object" || member === null) continue;
      const digits = markedDigits(member, marker);
      // An own member is assigned to, even one named `__proto__`, so this does not set the prototype.
      if (digits === undefined) pending.push(member as Container);
      else container[key] = BigInt(digits);
    }
  }
  return root;
}

function markedDigits(value: object, marker: string): string | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const only: unknown = value[0];
  return typeof only === "string" && only.startsWith(marker) ? only.slice(marker.length) : undefined;
}
