/**
 * Splits text that a session sent into requests, which are the parts that start with `{`, and the text between them. The
 * parts joined are the text.
 */
export function splitRequests(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", start)) {
    const end = endOfObject(text, open);
    parts.push(text.slice(start, open), text.slice(open, end));
    start = end;
  }
  return [...parts, text.slice(start)].filter((part) => part !== "");
}

/** Returns the index behind the bracket that closes the object which opens at `open`, or the length of the text. */
function endOfObject(text: string, open: number): number {
  const marks = /[{}"\\]/g;
  marks.lastIndex = open;
  let depth = 0;
  let inString = false;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === "\\") marks.lastIndex++;
    else if (mark === '"') inString = !inString;
    else if (!inString) depth += mark === "{" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}
