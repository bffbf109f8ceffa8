/**
 * A comment's line such that nothing in it ends the comment or the line. This is the one gate through which all
 * text of a schema passes into comments, whatever was done to it before.
 * Controls that turn the direction of writing, and with it what a reader sees, go too.
 */
export function commentLine(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ")
    .replace(/\*(?=\/)/g, "*\\")
    .trimEnd();
}
