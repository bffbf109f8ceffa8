import { styleText } from "node:util";
import { singleLine } from "qapi-ts-generator/text";
import type { Candidate, Completion } from "../completion/candidate.js";

/** How lines are shown. */
export interface MenuLayout {
  readonly rows: number;
  readonly columns: number;
  readonly hasColors: boolean;
}

/** The widest label that the summaries are aligned after. */
const maxLabel = 44;

/** The most labels of a hint. */
const maxLabels = 40;

/** Returns the lines of a list of candidates: each with its type and summary, and the selected one marked. */
export function menuLines(
  candidates: readonly Candidate[],
  selected: number | undefined,
  { rows, columns, hasColors }: MenuLayout,
): string[] {
  const height = Math.max(1, Math.min(12, rows - 4));
  const first = Math.max(0, Math.min((selected ?? 0) - Math.floor(height / 2), candidates.length - height));
  const shown = candidates.slice(first, first + height);
  const width = Math.min(maxLabel, Math.max(...shown.map(({ label }) => singleLine(label).length)));
  const lines = shown.map((candidate, index) =>
    menuLine(candidate, { width, columns, hasColors }, first + index === selected),
  );
  const hidden = candidates.length - shown.length;
  const more = `  ${hidden} more: type, or press Tab again`;
  return hidden === 0 ? lines : [...lines, dim(more, hasColors)];
}

interface LineLayout extends Omit<MenuLayout, "rows"> {
  /** The width of the labels. */
  readonly width: number;
}

function menuLine({ label, type, summary }: Candidate, layout: LineLayout, isSelected: boolean): string {
  const { width, columns, hasColors } = layout;
  const name = cut(singleLine(label), maxLabel).padEnd(width);
  const typed = type === undefined ? "" : singleLine(type);
  const left = columns - name.length - typed.length - 8;
  const text = summary === undefined || left < 8 ? "" : cut(singleLine(summary), left);
  return [
    `${isSelected ? ">" : " "} ${isSelected && hasColors ? styleText("inverse", name) : name}`,
    ...(typed === "" ? [] : [color("cyan", typed, hasColors)]),
    ...(text === "" ? [] : [dim(text, hasColors)]),
  ].join("  ");
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Returns the line that is shown while the user types; undefined if it is empty. */
export function hintLine(completion: Completion, { columns, hasColors }: MenuLayout): string | undefined {
  const text = hintText(completion);
  return text === undefined ? undefined : dim(`  ${cut(singleLine(text), columns - 4)}`, hasColors);
}

function hintText({ candidates, hint }: Completion): string | undefined {
  const [only] = candidates;
  if (hint !== undefined || only === undefined) return hint;
  if (candidates.length > 1) {
    return candidates
      .map(({ label }) => label)
      .slice(0, maxLabels)
      .join("  ");
  }
  const { label, type, summary } = only;
  const about = [type, summary].filter((each) => each !== undefined).join(". ");
  return about === "" ? label : `${label}: ${about}`;
}

function dim(text: string, hasColors: boolean): string {
  return color("dim", text, hasColors);
}

function color(name: "dim" | "cyan", text: string, hasColors: boolean): string {
  return hasColors ? styleText(name, text) : text;
}
