const backslash = 0x5c;
const letterU = 0x75;

/** The bytes after a backslash, and what they stand for. */
const escapes: ReadonlyMap<number, number> = new Map(
  Object.entries({
    '"': '"',
    "'": "'",
    "\\": "\\",
    "/": "/",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
  }).map(([name, character]) => [name.charCodeAt(0), character.charCodeAt(0)]),
);

const noDigit = 0xff;

/** The values of hexadecimal digits, by byte. */
const hexDigits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? noDigit : value;
});

/**
 * Decodes the inside of a JSON string that has escape sequences or bytes beyond ASCII.
 * @throws JsonSyntaxError for an invalid escape sequence, for bytes that are not UTF-8, and for a code point that is not
 * a character, as QEMU does. The bytes C0 80 stand for U+0000, as in QEMU.
 */
export function decodeString(bytes: Uint8Array): string {
  const text = new TextUnits(bytes.length);
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash) at = readEscape(bytes, at + 1, text);
    else if (byte < 0x80) {
      text.add(byte);
      at++;
    } else at = readMultibyte(bytes, at, text);
  }
  return text.end();
}

/** The most code units in one call of `String.fromCharCode`, whose number of arguments is limited. */
const blockSize = 4096;

/** Text that grows by a code point at a time. */
class TextUnits {
  readonly #blocks: string[] = [];
  readonly #units: Uint16Array;
  #length = 0;

  /** @param length - at least the number of code units. */
  constructor(length: number) {
    this.#units = new Uint16Array(Math.min(length, blockSize));
  }

  add(codePoint: number): void {
    if (codePoint < 0x1_0000) this.#add(codePoint);
    else {
      this.#add(0xd7c0 + (codePoint >> 10));
      this.#add(0xdc00 + (codePoint & 0x3ff));
    }
  }

  end(): string {
    this.#endBlock();
    return this.#blocks.join("");
  }

  #add(unit: number): void {
    if (this.#length === blockSize) this.#endBlock();
    this.#units[this.#length++] = unit;
  }

  #endBlock(): void {
    // Spreading the units would take seven times as long.
    const units = this.#units.subarray(0, this.#length) as ArrayLike<number> as number[];
    this.#blocks.push(String.fromCharCode.apply(null, units));
    this.#length = 0;
  }
}

/** Reads an escape sequence. @param at - after its backslash. @returns the index after it. */
function readEscape(bytes: Uint8Array, at: number, text: TextUnits): number {
  const kind = bytes[at] ?? 0;
  const unit = kind === letterU ? hexUnit(bytes, at + 1) : escapes.get(kind);
  if (unit === undefined) throw new JsonSyntaxError("invalid escape sequence in a string");
  if (kind !== letterU) {
    text.add(unit);
    return at + 1;
  }
  const hasTrail =
    isBetween(unit, 0xd800, 0xdbff) && bytes[at + 5] === backslash && bytes[at + 6] === letterU;
  const trail = hasTrail ? hexUnit(bytes, at + 7) : undefined;
  const isPair = trail !== undefined && isBetween(trail, 0xdc00, 0xdfff);
  text.add(checkCharacter(isPair ? 0x1_0000 + ((unit & 0x3ff) << 10) + (trail & 0x3ff) : unit));
  return at + (isPair ? 11 : 5);
}

/** Returns the number of four hexadecimal digits, or undefined if they are not. */
function hexUnit(bytes: Uint8Array, at: number): number | undefined {
  let unit = 0;
  for (let next = at; next < at + 4; next++) {
    const digit = hexDigits[bytes[next] ?? 0] ?? noDigit;
    if (digit === noDigit) return undefined;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Reads the UTF-8 sequence of a character beyond ASCII. @returns the index after it. */
function readMultibyte(bytes: Uint8Array, at: number, text: TextUnits): number {
  const first = bytes[at] ?? 0;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let codePoint = first & (0xff >> (size + 1));
  for (let next = at + 1; next < at + size; next++) {
    const byte = bytes[next] ?? 0;
    if (!isBetween(byte, 0x80, 0xbf)) throw new JsonSyntaxError("invalid UTF-8 in a string");
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const smallest = [0x80, 0x800, 0x1_0000][size - 2] ?? 0;
  const isNul = size === 2 && codePoint === 0;
  if (first < 0xc0 || first > 0xf4 || (codePoint < smallest && !isNul)) {
    throw new JsonSyntaxError("invalid UTF-8 in a string");
  }
  text.add(checkCharacter(codePoint));
  return at + size;
}

/** @throws JsonSyntaxError for a surrogate, for a code point that Unicode reserves, and beyond U+10FFFF. */
function checkCharacter(codePoint: number): number {
  const isReserved = isBetween(codePoint, 0xfdd0, 0xfdef) || (codePoint & 0xfffe) === 0xfffe;
  if (isReserved || isBetween(codePoint, 0xd800, 0xdfff) || codePoint > 0x10_ffff) {
    throw new JsonSyntaxError(
      `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")} is not a character`,
    );
  }
  return codePoint;
}

function isBetween(value: number, first: number, last: number): boolean {
  return value >= first && value <= last;
}

/** V8 copies slices of up to so many characters. A longer one would keep the text that it is a slice of in memory. */
const copiedLength = 12;

/** The bytes that are decoded at a time for short slices. */
const windowSize = 65_536;

const ascii = new TextDecoder();

/** Decodes each byte to one character, also a byte that is not ASCII, so that indexes are those of the bytes. */
const byteByByte = new TextDecoder("latin1");

/**
 * Slices of bytes as text. Short slices, which a program for each would take long to decode, are taken from a decoded window.
 * The bytes are never decoded as a whole: the new memory for a long text takes longer, for each byte, than that for a short one.
 */
export class AsciiSlices {
  readonly #bytes: Uint8Array;
  #window: string;
  #start = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#window = byteByByte.decode(bytes.length > windowSize ? bytes.subarray(0, windowSize) : bytes);
  }

  /**
   * Returns the bytes from `start` to `end`, which must be ASCII.
   * @param start - not less than that of an earlier slice.
   */
  slice(start: number, end: number): string {
    const length = end - start;
    const isCopied = length <= copiedLength;
    if (isCopied && end > this.#start + this.#window.length) this.#moveWindow(start);
    // A longer slice may keep the window in memory if it is most of it.
    if ((isCopied || 2 * length > this.#window.length) && end <= this.#start + this.#window.length)
      return this.#window.slice(start - this.#start, end - this.#start);
    return ascii.decode(this.#bytes.subarray(start, end));
  }

  #moveWindow(start: number): void {
    this.#window = byteByByte.decode(this.#bytes.subarray(start, start + windowSize));
    this.#start = start;
  }
}

/** Thrown for text that is not a value in QEMU's dialect of JSON. */
export class JsonSyntaxError extends Error {
  override readonly name: string = "JsonSyntaxError";
}
