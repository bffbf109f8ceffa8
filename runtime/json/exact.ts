/** As many digits as no integer has that `number` is sure to hold, and any integer in JSON that has them. */
const manyDigits = /\d{16}/;
const numeral = /-?\d[\d.eE+-]*/g;
const longInteger = /^-?[1-9]\d{15,}$/;

/**
 * The value of a JSON text in which integers may be longer than `number` can hold: beyond 2^53-1 they become bigint.
 * JSON.parse does the work. Each such integer is handed to it as `["MARK digits"]`, which can stand where an integer can
 * and nowhere else, and is put back afterwards.
 * @throws SyntaxError when the text is no JSON.
 */
export function parseExactly(text: string): unknown {
  // Nobody who writes the text can know it.
  const mark = `${Math.random()} `;
  const marked = withMarks(text, mark);
  const value: unknown = JSON.parse(marked);
  return marked === text ? value : restored({ value }, mark).value;
}

/** The text with each integer marked that `number` cannot hold. */
function withMarks(text: string, mark: string): string {
  let marked = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const between = text.slice(at, quote < 0 ? undefined : quote);
    if (manyDigits.test(between)) {
      marked += text.slice(copied, at) + between.replace(numeral, (digits) => markOf(digits, mark));
      copied = at + between.length;
    }
    at = quote < 0 ? text.length : endOfString(text, quote);
  }
  return marked + text.slice(copied);
}

function markOf(digits: string, mark: string): string {
  return longInteger.test(digits) && !Number.isSafeInteger(Number(digits)) ? `["${mark}${digits}"]` : digits;
}

/** Where a string ends that begins there, behind its last quote; the end of the text, where it does not. */
function endOfString(text: string, quote: number): number {
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

/** Puts the integers back. It is no recursion, so that nesting costs no stack. */
function restored<T extends Container>(root: T, mark: string): T {
  const due: Container[] = [root];
  for (let next = due.pop(); next !== undefined; next = due.pop()) {
    for (const key of Object.keys(next)) {
      const member = next[key];
      if (typeof member !== "object" || member === null) continue;
      const digits = digitsIn(member, mark);
      // A member of its own is written to, even where it is called `__proto__`.
      if (digits === undefined) due.push(member as Container);
      else next[key] = BigInt(digits);
    }
  }
  return root;
}

/** What is marked, if it is that. */
function digitsIn(value: object, mark: string): string | undefined {
  if (!Array.isArray(value) || value.length !== 1) return undefined;
  const only: unknown = value[0];
  return typeof only === "string" && only.startsWith(mark) ? only.slice(mark.length) : undefined;
}
