import { decodeString, JsonSyntaxError } from "./json-string.js";

const quote = 0x22;
const apostrophe = 0x27;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const backslash = 0x5c;

const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

const ascii = new TextDecoder();

/** Decodes each byte to one character, also a byte that is not ASCII, so that indexes are those of the bytes. */
const latin1 = new TextDecoder("latin1");

/** V8 copies slices of up to so many characters. */
const copiedLength = 12;

const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** Every integer with fewer digits is exact as a `number`. */
const exactDigits = 15;
/** No 64-bit integer is longer, with its sign. */
const maxIntegerLength = 20;

/**
 * Parses a value as QEMU does: strings may have single quotes, and an object must not have a member twice. Integers of up
 * to 64 bits that a `number` cannot hold exactly become `bigint`; longer ones are rounded to a `number`.
 * @param bytes - one value found by a ValueFramer, which limits its nesting.
 * @throws JsonSyntaxError if the bytes are not valid.
 */
export function parseValue(bytes: Uint8Array): unknown {
  return new ValueParser(bytes).parse();
}

class ValueParser {
  readonly #bytes: Uint8Array;
  readonly #text: string;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#text = latin1.decode(bytes);
  }

  parse(): unknown {
    const value = this.#value();
    if (this.#next() !== "") throw new JsonSyntaxError("text after the value");
    return value;
  }

  #value(): unknown {
    const next = this.#next();
    if (next === "{") return this.#object();
    if (next === "[") return this.#array();
    if (next === '"' || next === "'") return this.#string();
    if (next === "-" || isDigit(this.#bytes[this.#at])) return this.#number();
    if (isLowerCase(this.#bytes[this.#at])) return this.#keyword();
    throw new JsonSyntaxError(next === "" ? "a value is missing" : `a value is missing before '${next}'`);
  }

  #object(): object {
    const object: Record<string, unknown> = {};
    this.#at++;
    if (this.#takes("}")) return object;
    do {
      const key = this.#value();
      if (typeof key !== "string") throw new JsonSyntaxError("the name of a member must be a string");
      if (Object.hasOwn(object, key)) throw new JsonSyntaxError("an object has a member twice");
      if (!this.#takes(":")) throw new JsonSyntaxError("a ':' is missing after the name of a member");
      setMember(object, key, this.#value());
    } while (this.#takes(","));
    if (!this.#takes("}")) throw new JsonSyntaxError("a ',' or '}' is missing after a member");
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    this.#at++;
    if (this.#takes("]")) return array;
    do array.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes("]")) throw new JsonSyntaxError("a ',' or ']' is missing after an element");
    return array;
  }

  #string(): string {
    const bytes = this.#bytes;
    const mark = bytes[this.#at] === apostrophe ? apostrophe : quote;
    const start = ++this.#at;
    let isPlain = true;
    let at = start;
    for (let byte = bytes[at] ?? mark; byte !== mark; byte = bytes[++at] ?? mark) {
      if (byte === backslash) at++;
      if (byte === backslash || byte >= 0x80) isPlain = false;
    }
    this.#at = at + 1;
    return isPlain ? this.#slice(start, at) : decodeString(bytes.subarray(start, at));
  }

  #number(): number | bigint {
    const start = this.#at;
    if (this.#bytes[this.#at] === minus) this.#at++;
    const isZero = this.#bytes[this.#at] === zero;
    if (isZero) this.#at++;
    else this.#skipDigits();
    const endOfInteger = this.#at;
    if (this.#bytes[this.#at] === point) {
      this.#at++;
      this.#skipDigits();
    }
    if ((!isZero || this.#at > endOfInteger) && this.#isExponent()) this.#skipExponent();
    const text = this.#slice(start, this.#at);
    return this.#at === endOfInteger ? parseInteger(text) : finite(text);
  }

  /** Returns ASCII text. A long slice of a much longer text is copied, because it would keep all of it in memory. */
  #slice(start: number, end: number): string {
    const length = end - start;
    if (length <= copiedLength || 2 * length > this.#text.length) return this.#text.slice(start, end);
    return ascii.decode(this.#bytes.subarray(start, end));
  }

  #skipDigits(): void {
    while (isDigit(this.#bytes[this.#at])) this.#at++;
  }

  #isExponent(): boolean {
    // 0x20 is the difference between the upper-case and the lower-case letter.
    return ((this.#bytes[this.#at] ?? 0) | 0x20) === 0x65;
  }

  #skipExponent(): void {
    this.#at++;
    if (!isDigit(this.#bytes[this.#at])) this.#at++;
    this.#skipDigits();
  }

  #keyword(): boolean | null {
    const start = this.#at;
    while (isLowerCase(this.#bytes[this.#at])) this.#at++;
    const value = keywords.get(this.#slice(start, this.#at));
    if (value === undefined) throw new JsonSyntaxError("an unknown keyword");
    return value;
  }

  /** Returns the next character that is not white space; empty at the end. */
  #next(): string {
    while (this.#at < this.#bytes.length && (this.#bytes[this.#at] ?? 0) <= 0x20) this.#at++;
    return this.#at < this.#bytes.length ? String.fromCharCode(this.#bytes[this.#at] ?? 0) : "";
  }

  #takes(character: string): boolean {
    const isNext = this.#next() === character;
    if (isNext) this.#at++;
    return isNext;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLowerCase(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/** An assignment to the member `__proto__` would set the prototype. */
function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function parseInteger(text: string): number | bigint {
  // The sum with 0 turns -0, which an integer does not have, into 0.
  if (text.length <= exactDigits) return Number(text) + 0;
  if (text.length > maxIntegerLength) return finite(text);
  const exact = BigInt(text);
  if (exact < minInt64 || exact > maxUint64 || Number.isSafeInteger(Number(exact))) return Number(exact);
  return exact;
}

function finite(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new JsonSyntaxError("a number is too large");
}
