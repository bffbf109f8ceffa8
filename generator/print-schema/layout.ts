/** An expression of the language, before it has line breaks. Entries are pairs, so that any name can be a key. */
export type Value =
  string | boolean | { readonly list: readonly Value[] } | { readonly entries: readonly Entry[] };

export type Entry = readonly [key: string, value: Value];

/** Expressions break to stay within these columns; a single long name may go beyond. */
const width = 78;

/** A key and colon that are longer have a value of several lines below them. */
const longLabel = 20;

/** Lays an expression out: on one line where it fits, else one entry a line, each below the first. */
export function layOut(value: Value): string {
  return lay(value, 0, 0);
}

/** `column` is where the value begins, `tail` how many characters must follow on its last line. */
function lay(value: Value, column: number, tail: number): string {
  const flat = flatten(value);
  if (typeof value !== "object" || column + flat.length + tail <= width) return flat;
  if ("list" in value) return layList(value.list, column, tail);
  const rows = value.entries.map((entry) => layEntry(entry, column + 2, tail + 2));
  return `{ ${rows.join(`,\n${" ".repeat(column + 2)}`)} }`;
}

/** A value that has to break begins below its key when it would begin far to the right. */
function layEntry([key, value]: Entry, column: number, tail: number): string {
  const label = `${quote(key)}:`;
  const beside = lay(value, column + label.length + 1, tail);
  if (!beside.includes("\n") || label.length <= longLabel) return `${label} ${beside}`;
  return `${label}\n${" ".repeat(column + 2)}${lay(value, column + 2, tail)}`;
}

/** Short elements fill their lines; a list of objects has one a line. */
function layList(elements: readonly Value[], column: number, tail: number): string {
  const rows: string[] = [];
  for (const element of elements) {
    const text = lay(element, column + 2, tail + 2);
    const last = rows.at(-1);
    const joined = `${last ?? ""}, ${text}`;
    const fits = typeof element === "string" && column + 2 + joined.length + tail + 2 <= width;
    if (last !== undefined && fits) rows[rows.length - 1] = joined;
    else rows.push(text);
  }
  return `[ ${rows.join(`,\n${" ".repeat(column + 2)}`)} ]`;
}

function flatten(value: Value): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "boolean") return String(value);
  if ("list" in value) return enclose("[", value.list.map(flatten), "]");
  const entries = value.entries.map(([key, entry]) => `${quote(key)}: ${flatten(entry)}`);
  return enclose("{", entries, "}");
}

function enclose(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? open + close : `${open} ${parts.join(", ")} ${close}`;
}

/** The language has printable ASCII only in its strings, and knows one escape, for the backslash. */
function quote(text: string): string {
  if (!/^[ -~]*$/.test(text) || text.includes("'"))
    throw new Error(`QAPI has no way to write the string ${JSON.stringify(text)}`);
  return `'${text.replaceAll("\\", "\\\\")}'`;
}
