/** Longer text is cut, in characters. */
const maxLength = 1000;

/** Control characters (terminal escape sequences start with one), line separators and bidirectional controls. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Escapes text from a server or a schema for an error message, a log or a terminal: control characters become
 * `\uXXXX`, the result is one line, and text of more than 1,000 characters is cut.
 */
export function escapeText(text: string): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  return escapeControls(short);
}

/** Escapes the same characters, and cuts nothing. */
export function escapeControls(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
