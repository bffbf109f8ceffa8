/**
 * A JSON parser that sees what JSON.parse does not tell: how a number is written, and members that are there twice.
 * Integers beyond 2^53-1 become bigint. There is no recursion (nesting costs no stack), and strings are left to
 * JSON.parse.
 */

type Container = unknown[] | Record<string, unknown>;

interface Frame {
  readonly value: Container;
  key: string | undefined;
}

const space = /[ \t\r\n]*/y;
const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const literals: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/** What is asked and told. */
export interface StrictParsing {
  /** The value of a numeral with a point or an exponent. */
  readonly float: (numeral: string) => unknown;
  /** Told of a member that its object has already; the last one counts, where this does not throw. */
  readonly repeated: (key: string) => void;
}

/** The value of a JSON text. @throws SyntaxError when it is none. */
export function parseStrictly(text: string, parsing: StrictParsing): unknown {
  return new StrictParser(text, parsing).run();
}

class StrictParser {
  readonly #text: string;
  readonly #parsing: StrictParsing;
  readonly #stack: Frame[] = [];
  #at = 0;

  constructor(text: string, parsing: StrictParsing) {
    this.#text = text;
    this.#parsing = parsing;
  }

  run(): unknown {
    for (;;) {
      let value = this.#open();
      // A value that is complete may complete the containers around it, one after the other.
      while (value !== undefined) {
        const frame = this.#stack.at(-1);
        if (frame === undefined) return this.#end(value.complete);
        place(frame, value.complete);
        value = this.#after(frame);
      }
    }
  }

  /** Reads a scalar or an empty container, which is complete; or opens a container, whose members follow. */
  #open(): { complete: unknown } | undefined {
    const next = this.#peek();
    if (next === "{") return this.#enter({ value: {}, key: undefined }, "}");
    if (next === "[") return this.#enter({ value: [], key: undefined }, "]");
    return { complete: next === '"' ? this.#string() : this.#scalar() };
  }

  #enter(frame: Frame, end: string): { complete: unknown } | undefined {
    this.#at++;
    if (this.#peek() === end) {
      this.#at++;
      return { complete: frame.value };
    }
    if (end === "}") frame.key = this.#key(frame);
    this.#stack.push(frame);
    return undefined;
  }

  /** Behind a member: another one follows, or the container ends. */
  #after(frame: Frame): { complete: unknown } | undefined {
    const inObject = frame.key !== undefined;
    const next = this.#peek();
    this.#at++;
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
    if (Object.hasOwn(frame.value, key)) this.#parsing.repeated(key);
    if (this.#peek() !== ":") throw this.#unexpected();
    this.#at++;
    return key;
  }

  #string(): string {
    const start = this.#at;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw this.#unexpected();
    } while (isEscaped(this.#text, end));
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #scalar(): unknown {
    for (const [word, value] of literals) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    numeral.lastIndex = this.#at;
    const match = numeral.exec(this.#text);
    if (match === null) throw this.#unexpected();
    this.#at = numeral.lastIndex;
    return this.#number(match[0], match[1] === undefined && match[2] === undefined);
  }

  #number(text: string, isInteger: boolean): unknown {
    const number = Number(text);
    if (!isInteger) return this.#parsing.float(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  }

  #end(value: unknown): unknown {
    if (this.#peek() !== undefined) throw this.#unexpected();
    return value;
  }

  #peek(): string | undefined {
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
    return this.#text[this.#at];
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`JSON: unexpected text at ${this.#at}`);
  }
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === "\\") before--;
  return (at - before) % 2 === 0;
}

/** Defines instead of assigning, because assigning to `__proto__` would not make a member. */
function place(frame: Frame, value: unknown): void {
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
