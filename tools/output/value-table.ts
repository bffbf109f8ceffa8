import { stringifyExactly } from "./json.js";
import { formatRows } from "./table.js";

/** The most characters of a cell if the width of the terminal is not known. */
const defaultColumns = 120;

/**
 * Returns a value as a table: a list of objects has a row for each, an object has a row for each member, with dotted names
 * for the members of its objects. Any other value is its text.
 */
export function formatTable(value: unknown, columns: number = defaultColumns): string {
  if (Array.isArray(value)) return formatList(value, columns);
  if (!isObject(value)) return `${cellOf(value)}\n`;
  const rows = flatten(value, "");
  const widest = Math.max(0, ...rows.map(([name]) => name.length));
  return formatRows(
    [],
    rows.map(([name, member]) => [name, cut(cellOf(member), Math.max(20, columns - widest - 2))]),
  );
}

function formatList(items: readonly unknown[], columns: number): string {
  if (!items.some(isObject)) return items.map((item) => `${cellOf(item)}\n`).join("");
  const rows = items.map((item) => new Map(isObject(item) ? flatten(item, "") : [["", item] as const]));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => (row.has(name) ? cellOf(row.get(name)).length : 0))),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, 0);
  // Rows that do not fit are separate objects.
  if (total > columns) return items.map((item) => formatTable(item, columns)).join("\n");
  const cells = rows.map((row) => names.map((name) => (row.has(name) ? cellOf(row.get(name)) : "")));
  return formatRows(
    names.map((name) => name.toUpperCase()),
    cells,
  );
}

/** The members of an object and of the objects in it, by dotted name. Lists of objects are single values. */
function flatten(
  object: Readonly<Record<string, unknown>>,
  prefix: string,
): [name: string, value: unknown][] {
  return Object.entries(object).flatMap(([name, member]): [string, unknown][] => {
    const isNested = isObject(member) && Object.keys(member).length > 0;
    return isNested ? flatten(member, `${prefix}${name}.`) : [[prefix + name, member]];
  });
}

function cellOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && !value.some((item) => typeof item === "object" && item !== null))
    return value.join(", ");
  return stringifyExactly(value);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
