import Table from "cli-table3";
import { singleLine } from "qapi-ts-generator/text";

/** No lines: columns are aligned, and two spaces apart. */
const chars = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Returns rows as aligned columns without lines. Control characters are escaped. */
export function formatRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 0 };
  const table = new Table({ chars, style, ...(head.length > 0 && { head: [...head] }) });
  for (const row of rows) table.push(row.map(singleLine));
  return `${table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}
