import { formatPath, isObject, type Path } from "../form/path.js";

/** The longest line, which is prettier's default. */
const maxWidth = 80;

/** Names of members that need no quotes. */
const identifier = /^[A-Za-z_$][\w$]*$/;

/**
 * Returns a JSON value as a literal of TypeScript, in prettier's format.
 * @param base64 - the paths of strings that the bindings type as bytes.
 * @param column - where the literal begins in its line.
 */
export function typescriptLiteral(
  value: unknown,
  base64: ReadonlySet<string> = new Set(),
  column = 0,
): string {
  return write(value, [], { base64, column, indent: 0 });
}

interface Layout {
  readonly base64: ReadonlySet<string>;
  readonly column: number;
  readonly indent: number;
}

function write(value: unknown, path: Path, layout: Layout): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    return layout.base64.has(formatPath(path)) ? `Buffer.from(${text}, "base64")` : text;
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const short = join(value, path, { ...layout, column: -Infinity }, " ");
  if (layout.column + short.length <= maxWidth) return short;
  return join(value, path, layout, "\n");
}

/** @param separator - a space for one line, or a line end. */
function join(value: object, path: Path, layout: Layout, separator: " " | "\n"): string {
  const isLong = separator === "\n";
  const inner = { ...layout, indent: layout.indent + 2 };
  const parts = Array.isArray(value)
    ? value.map((item, index) =>
        write(item, [...path, index], { ...inner, column: isLong ? inner.indent : -Infinity }),
      )
    : Object.entries(value).map(([name, member]) => {
        const key = keyOf(name);
        const column = isLong ? inner.indent + key.length + 2 : -Infinity;
        return `${key}: ${write(member, [...path, name], { ...inner, column })}`;
      });
  const [open, close] = isObject(value) ? ["{", "}"] : ["[", "]"];
  if (parts.length === 0) return open + close;
  const space = isObject(value) ? " " : "";
  if (!isLong) return open + space + parts.join(", ") + space + close;
  const line = `\n${" ".repeat(inner.indent)}`;
  return `${open}${line}${parts.join(`,${line}`)},\n${" ".repeat(layout.indent)}${close}`;
}

/** A literal with `__proto__` as a plain name would set the prototype. */
function keyOf(name: string): string {
  if (name === "__proto__") return `["__proto__"]`;
  return identifier.test(name) ? name : JSON.stringify(name);
}
