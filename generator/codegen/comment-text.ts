/**
 * Escapes a line of a comment, so that it cannot end the comment or the line. All text of a schema that is emitted in
 * a comment passes through this function. Bidirectional control characters are replaced too, because they could hide
 * code from a reader.
 */
export function commentLine(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ")
    .replace(/\*(?=\/)/g, "*\\")
    .trimEnd();
}
