/**
 * Returns the terms of a text in lower case: its words, and the parts of names. `BlockdevOptions` has the terms
 * `blockdevoptions`, `blockdev` and `options`.
 */
export function tokenize(text: string): string[] {
  const terms = new Set<string>();
  for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
    if (word === "") continue;
    terms.add(word.toLowerCase());
    const parts = word.split(/(?<=[a-z0-9])(?=[A-Z])/);
    if (parts.length > 1) for (const part of parts) terms.add(part.toLowerCase());
  }
  return [...terms];
}
