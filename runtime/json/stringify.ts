const beyondAscii = /[\u0080-\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * The value as JSON text in ASCII alone, so that a character is a byte on any transport; bigints are written
 * exactly. Undefined where JSON has no text for the value (undefined, a function).
 * @throws TypeError or RangeError, as JSON.stringify does, for circles and bottomless nesting.
 */
export function stringifyJson(value: unknown): string | undefined {
  const text = plainText(value);
  return text?.replace(beyondAscii, escaped);
}

function plainText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify does not know bigint. A circle ends here too, and fails the same way once more.
    if (error instanceof TypeError) return exactText(value);
    throw error;
  }
}

/** Writes each bigint as a marked string, and takes mark and quotes away afterwards; the mark is in no other text. */
function exactText(value: unknown): string | undefined {
  const mark = `${Math.random()}:`;
  let parts = 1;
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "bigint") return member;
    parts++;
    return mark + member.toString();
  }) as string | undefined;
  if (text !== undefined && text.split(mark).length > parts) return exactText(value);
  return text?.replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
}
