/**
 * The lexical states of a server's input, which are also what a byte leads to. The last entries complete a token.
 * @see RFC 8259; QEMU also accepts strings in single quotes
 */
export const lexical = {
  start: 0,
  doubleQuoted: 1,
  doubleQuotedEscape: 2,
  singleQuoted: 3,
  singleQuotedEscape: 4,
  sign: 5,
  zero: 6,
  digits: 7,
  point: 8,
  fraction: 9,
  exponent: 10,
  exponentSign: 11,
  exponentDigits: 12,
  keyword: 13,
  /** Skips the bytes after an error. */
  recovery: 14,
  openBrace: 16,
  closeBrace: 17,
  openBracket: 18,
  closeBracket: 19,
  /** A comma, a colon, or a string with its closing quote. */
  token: 20,
  /** The byte after a number or a keyword, which belongs to the next token. */
  afterToken: 21,
  /** The byte that ends the recovery from an error, and is read again. */
  recovered: 22,
  error: 23,
} as const;

/** A set of bytes: the first and the last byte of each range. */
type Ranges = readonly (readonly [first: number, last: number])[];

const text: Ranges = [[0x20, 0xfd]];
const digit: Ranges = [[0x30, 0x39]];
const all: Ranges = [[0, 0xff]];

/** Returns the set of the bytes of ASCII text. */
function bytes(characters: string): Ranges {
  return Array.from(characters, (character) => [character.charCodeAt(0), character.charCodeAt(0)] as const);
}

type Transition = readonly [state: number, ranges: Ranges, next: number];

/** In the order of application: a later entry replaces an earlier one. What no entry names is an error. */
const rules: readonly Transition[] = [
  [lexical.start, bytes(" \t\r\n"), lexical.start],
  [lexical.start, bytes('"'), lexical.doubleQuoted],
  [lexical.start, bytes("'"), lexical.singleQuoted],
  [lexical.start, bytes("-"), lexical.sign],
  [lexical.start, digit, lexical.digits],
  [lexical.start, bytes("0"), lexical.zero],
  [lexical.start, [[0x61, 0x7a]], lexical.keyword],
  [lexical.start, bytes("{"), lexical.openBrace],
  [lexical.start, bytes("}"), lexical.closeBrace],
  [lexical.start, bytes("["), lexical.openBracket],
  [lexical.start, bytes("]"), lexical.closeBracket],
  [lexical.start, bytes(",:"), lexical.token],
  [lexical.doubleQuoted, text, lexical.doubleQuoted],
  [lexical.doubleQuoted, bytes("\\"), lexical.doubleQuotedEscape],
  [lexical.doubleQuoted, bytes('"'), lexical.token],
  [lexical.doubleQuotedEscape, text, lexical.doubleQuoted],
  [lexical.singleQuoted, text, lexical.singleQuoted],
  [lexical.singleQuoted, bytes("\\"), lexical.singleQuotedEscape],
  [lexical.singleQuoted, bytes("'"), lexical.token],
  [lexical.singleQuotedEscape, text, lexical.singleQuoted],
  [lexical.sign, digit, lexical.digits],
  [lexical.sign, bytes("0"), lexical.zero],
  [lexical.zero, all, lexical.afterToken],
  [lexical.zero, digit, lexical.error],
  [lexical.zero, bytes("."), lexical.point],
  [lexical.digits, all, lexical.afterToken],
  [lexical.digits, digit, lexical.digits],
  [lexical.digits, bytes("."), lexical.point],
  [lexical.digits, bytes("eE"), lexical.exponent],
  [lexical.point, digit, lexical.fraction],
  [lexical.fraction, all, lexical.afterToken],
  [lexical.fraction, digit, lexical.fraction],
  [lexical.fraction, bytes("eE"), lexical.exponent],
  [lexical.exponent, bytes("+-"), lexical.exponentSign],
  [lexical.exponent, digit, lexical.exponentDigits],
  [lexical.exponentSign, digit, lexical.exponentDigits],
  [lexical.exponentDigits, all, lexical.afterToken],
  [lexical.exponentDigits, digit, lexical.exponentDigits],
  [lexical.keyword, all, lexical.afterToken],
  [lexical.keyword, [[0x61, 0x7a]], lexical.keyword],
  // As QEMU, a server recovers at a structural character, a control character except the tab, 0xFE or 0xFF.
  [lexical.recovery, all, lexical.recovered],
  [lexical.recovery, text, lexical.recovery],
  [lexical.recovery, bytes("\t"), lexical.recovery],
  [lexical.recovery, bytes("{}[],:"), lexical.recovered],
];

/** What each byte leads to, by state: the entry `state * 256 + byte`. */
export const transitions: Uint8Array = createTransitions();

function createTransitions(): Uint8Array {
  const table = new Uint8Array(16 * 256).fill(lexical.error);
  for (const [state, ranges, next] of rules) {
    for (const [first, last] of ranges) table.fill(next, state * 256 + first, state * 256 + last + 1);
  }
  return table;
}
