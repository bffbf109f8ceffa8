import { stringify } from "yaml";
import { stringifyExactly } from "./json.js";
import { formatTable } from "./value-table.js";

/** The formats of a result. */
export const formats: readonly ["table", "json", "yaml"] = ["table", "json", "yaml"];
export type Format = (typeof formats)[number];

/** How a value is laid out. */
export interface Layout {
  /** The width of the terminal. Default: no limit. */
  readonly columns?: number | undefined;
  /** Whether JSON is one line. Default: false. */
  readonly isOneLine?: boolean | undefined;
}

/** Returns a value as text that ends with a line end, or as no text: a table of no values. */
export function formatValue(value: unknown, format: Format, { columns, isOneLine }: Layout = {}): string {
  switch (format) {
    case "json":
      return `${stringifyExactly(value, isOneLine === true ? 0 : 2)}\n`;
    case "yaml":
      return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
    case "table":
      return formatTable(value, columns);
  }
}
