type Container = unknown[] | Record<string, unknown>;

interface Frame {
  readonly value: Container;
  key: string | undefined;
}

const whitespace = /[ \t\r\n]*/y;
const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const literals: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

interface StrictParserOptions {
  /** Returns the value of a numeral with a point or an exponent. */
  readonly parseFraction: (numeral: string) => unknown;
  /** Receives the name of a duplicate member. Unless it throws, the last value of the member is used. */
  readonly onDuplicate: (key: string) => void;
}

/**
 * Parses a JSON text. Unlike JSON.parse, it distinguishes 1 from 1.0 and reports duplicate members; integers beyond
 * 2^53-1 become bigint. Nesting is limited by memory only, because the parser is not recursive.
 * @throws SyntaxError if the text is not JSON.
 */
export function parseStrictly(text: string, options: StrictParserOptions): unknown {
  return new StrictParser(text, options).run();
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
    numeral.lastIndex = this.#offset;
    const match = numeral.exec(this.#text);
    if (match === null) throw this.#unexpected();
    this.#offset = numeral.lastIndex;
    return this.#number(match[0], match[1] === undefined && match[2] === undefined);
  }

  #number(text: string, isInteger: boolean): unknown {
    const number = Number(text);
    if (!isInteger) return this.#options.parseFraction(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }

  #end(value: unknown): unknown {
    if (this.#peek() !== undefined) throw this.#unexpected();
    return value;
  }

  #peek(): string | undefined {
    whitespace.lastIndex = this.#offset;
    whitespace.test(this.#text);
    this.#offset = whitespace.lastIndex;
    return this.#text[this.#offset];
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`Unexpected text at offset ${this.#offset}`);
  }
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
