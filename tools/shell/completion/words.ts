/** A word of a line, in the words of a shell. */
export interface Word {
  /** Without quotes. */
  readonly value: string;
  /** Its first character, and the one after its last, as offsets in the line. */
  readonly start: number;
  readonly end: number;
  /** The quote that is not closed at the end of the line. */
  readonly openQuote: string | undefined;
}

/** Splits the beginning of a line into words. The last one is the word at the cursor, which may be empty or incomplete. */
export function splitWords(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = skipSpaces(line, 0);
  while (at < line.length) {
    const word = readWord(line, at);
    words.push(word);
    at = skipSpaces(line, word.end);
  }
  const last = words.at(-1);
  if (last === undefined || last.end < line.length) {
    words.push({ value: "", start: line.length, end: line.length, openQuote: undefined });
  }
  return words;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (/\s/.test(line.charAt(at))) at++;
  return at;
}

function readWord(line: string, start: number): Word {
  let [value, quote, at] = ["", "", start];
  for (; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === "" && /\s/.test(character)) break;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\" && quote !== "'" && at + 1 < line.length) value += line.charAt(++at);
    else value += character;
  }
  return { value, start, end: at, openQuote: quote === "" ? undefined : quote };
}

/** Returns a word that `splitWords` and a shell read as the value. */
export function quoteWord(value: string): string {
  return /^[\w@%+=:,./#[\]*?~-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
