const longest = 1000;

/**
 * What may not reach a terminal as it is: control characters (escape sequences begin with one) and the
 * characters that turn the direction of text or end a line without being seen.
 */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Text from a peer, made fit for an error message: harmless on a terminal, one line, and no longer than
 * a thousand characters.
 */
export function shown(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
  return short.replace(unprintable, escaped);
}
