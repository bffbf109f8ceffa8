import type { MergedFeature, Presence } from "./merged.js";
import { rows } from "./order.js";

/** The places in which there is something. */
export function presenceOf(cells: readonly unknown[]): Presence {
  return new Set(cells.flatMap((cell, index) => (cell === undefined ? [] : [index])));
}

export function featureRows(
  cells: readonly ({ readonly features: readonly string[] } | undefined)[],
): MergedFeature[] {
  const lists = cells.map((cell) => cell?.features);
  return rows<string>(lists, (name) => name).map((row) => ({
    name: row.name,
    presence: presenceOf(row.cells),
  }));
}
