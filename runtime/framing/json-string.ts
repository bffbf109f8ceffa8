import { JsonSyntaxError } from "./json-syntax-error.js";

const backslash = 0x5c;
const letterU = 0x75;

/** The bytes behind a backslash, and what they stand for. */
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
  const units = new Uint16Array(bytes.length);
  let length = 0;
  const add = (codePoint: number): void => {
    if (codePoint < 0x1_0000) units[length++] = codePoint;
    else {
      units[length++] = 0xd7c0 + (codePoint >> 10);
      units[length++] = 0xdc00 + (codePoint & 0x3ff);
    }
  };
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash) at = readEscape(bytes, at + 1, add);
    else if (byte < 0x80) {
      units[length++] = byte;
      at++;
    } else at = readMultibyte(bytes, at, add);
  }
  return decodeUnits(units.subarray(0, length));
}

type AddCodePoint = (codePoint: number) => void;

/** Reads an escape sequence. @param at - behind its backslash. @returns the index behind it. */
function readEscape(bytes: Uint8Array, at: number, add: AddCodePoint): number {
  const kind = bytes[at] ?? 0;
  const unit = kind === letterU ? hexUnit(bytes, at + 1) : escapes.get(kind);
  if (unit === undefined) throw new JsonSyntaxError("invalid escape sequence in a string");
  if (kind !== letterU) {
    add(unit);
    return at + 1;
  }
  const hasTrail =
    isBetween(unit, 0xd800, 0xdbff) && bytes[at + 5] === backslash && bytes[at + 6] === letterU;
  const trail = hasTrail ? hexUnit(bytes, at + 7) : undefined;
  const isPair = trail !== undefined && isBetween(trail, 0xdc00, 0xdfff);
  add(checkCharacter(isPair ? 0x1_0000 + ((unit & 0x3ff) << 10) + (trail & 0x3ff) : unit));
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

/** Reads the UTF-8 sequence of a character beyond ASCII. @returns the index behind it. */
function readMultibyte(bytes: Uint8Array, at: number, add: AddCodePoint): number {
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
  add(checkCharacter(codePoint));
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

/** In blocks, because a call takes a limited number of arguments. */
function decodeUnits(units: Uint16Array): string {
  const parts: string[] = [];
  for (let at = 0; at < units.length; at += 4096)
    parts.push(String.fromCharCode(...units.subarray(at, at + 4096)));
  return parts.join("");
}
