/** A name that can stand in a pattern as it is, but for its dots. */
const plain = /^[\w.-]+$/;

/**
 * Matches, where it is applied, the beginning of an event that is laid out as QEMU lays out its events, and whose
 * name is none of these. An event that is laid out otherwise is not matched, and so is parsed. A pattern does this
 * in a quarter of the time that code takes which looks at the characters itself.
 */
export function unheardPattern(names: Iterable<string>): RegExp {
  const heard = [...names].filter((name) => plain.test(name)).map((name) => name.replaceAll(".", "\\."));
  const others = heard.length === 0 ? "" : `(?!(?:${heard.join("|")})")`;
  return new RegExp(
    `\\{"timestamp": \\{"seconds": -?\\d+, "microseconds": -?\\d+\\}, "event": "${others}[\\w.-]+"`,
    "y",
  );
}
