/** What may stand at the cursor. */
export interface Candidate {
  /** The text that replaces the word, with the quotes that it needs. */
  readonly text: string;
  /** What is typed after it: a space if the word is complete. */
  readonly suffix: "" | " ";
  /** What the list shows. */
  readonly label: string;
  readonly type?: string | undefined;
  /** One sentence. */
  readonly summary?: string | undefined;
}

/** What can be typed at the cursor, and what is known about it. */
export interface Completion {
  /** The start of the word that the candidates replace, as an offset in the line. */
  readonly start: number;
  readonly candidates: readonly Candidate[];
  /** What the argument at the cursor is: its path, type and summary. */
  readonly hint?: string | undefined;
}

/** Returns the longest text that all candidates begin with. */
export function commonPrefix(candidates: readonly Candidate[]): string {
  const [first, ...others] = candidates.map(({ text }) => text);
  if (first === undefined) return "";
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
