type Container = unknown[] | Record<string, unknown>;

interface Frame {
  readonly value: Container;
  key: string | undefined;
}

/** Longer integers are read as numbers, because the time of reading them exactly grows faster than their length. */
const maxDigits = 1000;

const literals: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

interface StrictParserOptions {
  /** Returns the value of a numeral with a point or an exponent. */
  readonly parseFraction: (numeral: string) => unknown;
  /** The most levels of nesting. Default: limited by memory only. */
  readonly maxDepth?: number;
  /** Receives the name of a duplicate member. Unless it throws, the last value of the member is used. */
  readonly onDuplicate: (key: string) => void;
}

/**
 * Parses a JSON text. Unlike JSON.parse, it distinguishes 1 from 1.0 and reports duplicate members; integers beyond
 * 2^53-1 become bigint. The parser is not recursive.
 * @throws SyntaxError if the text is not JSON, or DepthError if it is nested too deeply.
 */
export function parseStrictly(text: string, options: StrictParserOptions): unknown {
  return new StrictParser(text, options).run();
}

/** The nesting of a text exceeds the limit. */
export class DepthError extends Error {
  override readonly name: string = "DepthError";
}

class StrictParser {
  readonly #text: string;
  readonly #options: StrictParserOptions;
  /** The open containers. */
  readonly #stack: Frame[] = [];
  #offset = 0;

  constructor(text: string, options: StrictParserOptions) {
    this.#text = text;
    this.#options = options;
  }

  run(): unknown {
    for (;;) {
      let value = this.#open();
      // A complete value may be the last one of the containers around it.
      while (value !== undefined) {
        const frame = this.#stack.at(-1);
        if (frame === undefined) return this.#end(value.complete);
        addMember(frame, value.complete);
        value = this.#after(frame);
      }
    }
  }

  /** Reads a scalar or an empty container, or opens a container and returns undefined. */
  #open(): { complete: unknown } | undefined {
    const next = this.#peek();
    if (next === "{") return this.#enter({ value: {}, key: undefined }, "}");
    if (next === "[") return this.#enter({ value: [], key: undefined }, "]");
    return { complete: next === '"' ? this.#string() : this.#scalar() };
  }

  #enter(frame: Frame, end: string): { complete: unknown } | undefined {
    this.#offset++;
    if (this.#peek() === end) {
      this.#offset++;
      return { complete: frame.value };
    }
    if (end === "}") frame.key = this.#key(frame);
    const { maxDepth = Infinity } = this.#options;
    if (this.#stack.length >= maxDepth) throw new DepthError(`more than ${maxDepth} levels of nesting`);
    this.#stack.push(frame);
    return undefined;
  }

  /** Reads the separator after a member, or the end of the container, which is then complete. */
  #after(frame: Frame): { complete: unknown } | undefined {
    const inObject = frame.key !== undefined;
    const next = this.#peek();
    this.#offset++;
    if (next === ",") {
      if (inObject) frame.key = this.#key(frame);
      return undefined;
    }
    if (next !== (inObject ? "}" : "]")) throw this.#unexpected();
    this.#stack.pop();
    return { complete: frame.value };
  }

  #key(frame: Frame): string {
    if (this.#peek() !== '"') throw this.#unexpected();
    const key = this.#string();
    if (Object.hasOwn(frame.value, key)) this.#options.onDuplicate(key);
    if (this.#peek() !== ":") throw this.#unexpected();
    this.#offset++;
    return key;
  }

  #string(): string {
    const start = this.#offset;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw this.#unexpected();
    } while (isEscaped(this.#text, end));
    this.#offset = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #scalar(): unknown {
    for (const [word, value] of literals) {
      if (this.#text.startsWith(word, this.#offset)) {
        this.#offset += word.length;
        return value;
      }
    }
    return this.#number();
  }

  /** Reads a number. A regular expression would need a stack as deep as the number is long. */
  #number(): unknown {
    const start = this.#offset;
    const first = this.#text[start] === "-" ? start + 1 : start;
    const integer = this.#text[first] === "0" ? first + 1 : this.#digits(first);
    if (integer === first) throw this.#unexpected();
    const point = this.#text[integer] === "." ? this.#digits(integer + 1) : integer;
    const fraction = point > integer + 1 ? point : integer;
    this.#offset = this.#exponent(fraction);
    const text = this.#text.slice(start, this.#offset);
    if (this.#offset > integer || text.length > maxDigits) return this.#options.parseFraction(text);
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }

  /** Returns the offset after an exponent, or the same offset if there is none. */
  #exponent(from: number): number {
    if (!/[eE]/.test(this.#text.charAt(from))) return from;
    const digits = /[+-]/.test(this.#text.charAt(from + 1)) ? from + 2 : from + 1;
    const end = this.#digits(digits);
    return end > digits ? end : from;
  }

  /** Returns the offset after the digits at an offset. */
  #digits(from: number): number {
    let at = from;
    while (isDigit(this.#text.charCodeAt(at))) at++;
    return at;
  }

  #end(value: unknown): unknown {
    if (this.#peek() !== undefined) throw this.#unexpected();
    return value;
  }

  #peek(): string | undefined {
    let next = this.#text[this.#offset];
    while (next === " " || next === "\n" || next === "\r" || next === "\t") next = this.#text[++this.#offset];
    return next;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected text at offset ${this.#offset}`);
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isEscaped(text: string, offset: number): boolean {
  let before = offset - 1;
  while (text[before] === "\\") before--;
  return (offset - before) % 2 === 0;
}

/** Assigning to `__proto__` would set the prototype, so that member is defined. */
function addMember(frame: Frame, value: unknown): void {
  if (Array.isArray(frame.value)) {
    frame.value.push(value);
  } else if (frame.key === "__proto__") {
    Object.defineProperty(frame.value, frame.key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else if (frame.key !== undefined) {
    frame.value[frame.key] = value;
  }
}
