/**
 * Quoting and escaping for terminals. As the entry point `qapi-ts-generator/text`, this file serves the other packages of
 * this project and may change in any version: its names are on no page of docs/.
 */

/** The maximum number of characters of a piece of input that a message quotes. */
const maxQuote = 1000;

/**
 * Quotes a piece of input for a message: in double quotes, with escapes for everything but printable ASCII. Longer text is
 * cut, and followed by its length.
 */
export function quote(text: string): string {
  const shown = JSON.stringify(text.slice(0, maxQuote)).replace(/[^\x20-\x7e]/g, escapeUnit);
  return text.length > maxQuote ? `${shown}... (${text.length} characters)` : shown;
}

/** Escapes text for a terminal: keeps line ends and escapes all other control and invisible characters. */
export function escapeControls(text: string): string {
  return text.replace(
    /[^\n\x20-\x7e\u00a1-\u1fff\u2070-\ud7ff\ue000-\ufdff\ufe10-\ufefe\uff00-\uffef]/g,
    escapeUnit,
  );
}

/** Escapes text for one line of a terminal, including its line ends. */
export function singleLine(text: string): string {
  return escapeControls(text.replaceAll("\n", "\\n"));
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
