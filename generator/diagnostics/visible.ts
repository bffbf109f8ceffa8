/** A piece of input as it may stand in a message: in double quotes, with nothing in it unprintable. */
export function visible(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, escapeUnit);
}

/** Text for a terminal: line ends stay, every other control or invisible character becomes an escape. */
export function printable(text: string): string {
  return text.replace(
    /[^\n\x20-\x7e\u00a1-\u1fff\u2070-\ud7ff\ue000-\ufdff\ufe10-\ufefe\uff00-\uffef]/g,
    escapeUnit,
  );
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
