/** A QAPI expression without line breaks. Entries are pairs, so that any name can be a key. */
export type Value =
  string | boolean | { readonly list: readonly Value[] } | { readonly entries: readonly Entry[] };

export type Entry = readonly [key: string, value: Value];

/** The maximum line length; only a long name may exceed it. */
const maxWidth = 78;

/** A value of several lines starts below its key if key and colon are longer. */
const maxLabelLength = 20;

/** Formats an expression: on one line if it fits, else with one entry per line. */
export function layOut(value: Value): string {
  return layOutAt(value, 0, 0);
}

/** `column` is the start column of the value, `tail` the number of characters that follow on its last line. */
function layOutAt(value: Value, column: number, tail: number): string {
  const flat = flatten(value);
  if (typeof value !== "object" || column + flat.length + tail <= maxWidth) return flat;
  if ("list" in value) return layList(value.list, column, tail);
  const rows = value.entries.map((entry) => layEntry(entry, column + 2, tail + 2));
  return `{ ${rows.join(`,\n${" ".repeat(column + 2)}`)} }`;
}

function layEntry([key, value]: Entry, column: number, tail: number): string {
  const label = `${quote(key)}:`;
  const sameLine = layOutAt(value, column + label.length + 1, tail);
  if (!sameLine.includes("\n") || label.length <= maxLabelLength) return `${label} ${sameLine}`;
  return `${label}\n${" ".repeat(column + 2)}${layOutAt(value, column + 2, tail)}`;
}

/** Puts as many strings on a line as fit, but only one object. */
function layList(elements: readonly Value[], column: number, tail: number): string {
  const rows: string[] = [];
  for (const element of elements) {
    const text = layOutAt(element, column + 2, tail + 2);
    const last = rows.at(-1);
    const joined = `${last ?? ""}, ${text}`;
    const fits = typeof element === "string" && column + 2 + joined.length + tail + 2 <= maxWidth;
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

/** QAPI strings contain printable ASCII only and have one escape sequence, for the backslash. */
function quote(text: string): string {
  if (!/^[ -~]*$/.test(text) || text.includes("'"))
    throw new Error(`The string ${JSON.stringify(text)} cannot be written in QAPI`);
  return `'${text.replaceAll("\\", "\\\\")}'`;
}
