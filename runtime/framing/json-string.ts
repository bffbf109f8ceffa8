const backslash = 0x5c;
const letterU = 0x75;

/** The characters after a backslash, and what they stand for. */
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

const fourHexDigits = /^[0-9a-f]{4}$/i;

/** A surrogate without its pair, or a code point that Unicode reserves. */
const noCharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/**
 * Decodes the inside of a JSON string.
 * @throws JsonSyntaxError for an invalid escape sequence, for bytes that are not UTF-8, and for a code point that is not
 * a character, as QEMU does. The bytes C0 80 stand for U+0000, as in QEMU.
 */
export function decodeString(bytes: Uint8Array): string {
  const text = unescape(decodeUtf8(bytes));
  const codePoint = noCharacter.exec(text)?.[0].codePointAt(0);
  if (codePoint === undefined) return text;
  const name = codePoint.toString(16).toUpperCase().padStart(4, "0");
  throw new JsonSyntaxError(`U+${name} is not a character`);
}

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  // Appending each character to a string would take many times its memory.
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let unit: number | undefined = text.charCodeAt(at);
    if (unit === backslash) {
      unit = escapes.get(text.charCodeAt(++at)) ?? hexUnit(text, at);
      if (text.charCodeAt(at) === letterU) at += 4;
    }
    units[length++] = unit;
  }
  return fromUnits(units.subarray(0, length));
}

/** @param at - the index of the letter `u`. */
function hexUnit(text: string, at: number): number {
  const digits = text.slice(at + 1, at + 5);
  if (text.charCodeAt(at) === letterU && fourHexDigits.test(digits)) return Number.parseInt(digits, 16);
  throw new JsonSyntaxError("invalid escape sequence in a string");
}

/** The most code units in one call of `String.fromCharCode`, whose number of arguments is limited. */
const blockSize = 4096;

function fromUnits(units: Uint16Array): string {
  let text = "";
  for (let at = 0; at < units.length; at += blockSize) {
    // Spreading the units would take seven times as long.
    const block = units.subarray(at, at + blockSize) as ArrayLike<number> as number[];
    text += String.fromCharCode.apply(null, block);
  }
  return text;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes.includes(0xc0) ? withPlainNuls(bytes) : bytes);
  } catch {
    throw new JsonSyntaxError("invalid UTF-8 in a string");
  }
}

/** Replaces C0 80 by a byte 0. TextDecoder refuses every other C0. */
function withPlainNuls(bytes: Uint8Array): Uint8Array {
  const isNul = (at: number): boolean => bytes[at] === 0xc0 && bytes[at + 1] === 0x80;
  return bytes.map((byte, at) => (isNul(at) ? 0 : byte)).filter((_byte, at) => !isNul(at - 1));
}

/** Thrown for text that is not a value in QEMU's dialect of JSON. */
export class JsonSyntaxError extends Error {
  override readonly name: string = "JsonSyntaxError";
}
