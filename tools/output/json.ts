/**
 * Returns the JSON text of a value that was parsed from JSON. Integers of 64 bits are exact.
 * @param indent - the spaces of each level of nesting. Default: one line.
 */
export function stringifyExactly(value: unknown, indent = 0): string {
  return write(value, indent, "\n");
}

/** @param lineStart - a line end and the indentation of the line. */
function write(value: unknown, indent: number, lineStart: string): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = lineStart + " ".repeat(indent);
  const parts = isList ? value.map((item) => write(item, indent, inner)) : membersOf(value, indent, inner);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(",") + close;
  return open + inner + parts.join(`,${inner}`) + lineStart + close;
}

function membersOf(value: object, indent: number, inner: string): string[] {
  const colon = indent === 0 ? ":" : ": ";
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => JSON.stringify(name) + colon + write(member, indent, inner));
}
