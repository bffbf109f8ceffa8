import { styleText } from "node:util";
import { singleLine } from "qapi-ts-generator/text";
import type { Candidate, Completion } from "../completion/candidate.js";

/** How lines are shown. */
export interface MenuLayout {
  readonly rows: number;
  readonly hasColors: boolean;
}

/** The widest label that the summaries are aligned after. */
const maxLabel = 44;

/** Returns the lines of a list of candidates: each with its type and summary, and the selected one marked. */
export function menuLines(
  candidates: readonly Candidate[],
  selected: number | undefined,
  { rows, hasColors }: MenuLayout,
): string[] {
  const height = Math.max(1, Math.min(12, rows - 4));
  const first = Math.max(0, Math.min((selected ?? 0) - Math.floor(height / 2), candidates.length - height));
  const shown = candidates.slice(first, first + height);
  const width = Math.min(maxLabel, Math.max(...shown.map(({ label }) => singleLine(label).length)));
  const lines = shown.map((candidate, index) =>
    menuLine(candidate, width, first + index === selected, hasColors),
  );
  const hidden = candidates.length - shown.length;
  const more = `  ${hidden} more: type, or press Tab again`;
  return hidden === 0 ? lines : [...lines, dim(more, hasColors)];
}

function menuLine(
  { label, type, summary }: Candidate,
  width: number,
  isSelected: boolean,
  hasColors: boolean,
): string {
  const name = singleLine(label).padEnd(width);
  const marked = isSelected && hasColors ? styleText("inverse", name) : name;
  const typed = type === undefined ? "" : `  ${color("cyan", singleLine(type), hasColors)}`;
  const text = summary === undefined ? "" : `  ${dim(singleLine(summary), hasColors)}`;
  return `${isSelected ? ">" : " "} ${marked}${typed}${text}`;
}

/** Returns the line that is shown while the user types; undefined if there is nothing to say. */
export function hintLine({ candidates, hint }: Completion, hasColors: boolean): string | undefined {
  const [only] = candidates;
  if (hint !== undefined) return dim(`  ${singleLine(hint)}`, hasColors);
  if (only === undefined) return undefined;
  if (candidates.length > 1) {
    return dim(
      `  ${candidates
        .map(({ label }) => singleLine(label))
        .slice(0, 40)
        .join("  ")}`,
      hasColors,
    );
  }
  const { label, type, summary } = only;
  const about = [type, summary].filter((each) => each !== undefined).join(". ");
  return dim(`  ${singleLine(about === "" ? label : `${label}: ${about}`)}`, hasColors);
}

function dim(text: string, hasColors: boolean): string {
  return color("dim", text, hasColors);
}

function color(name: "dim" | "cyan", text: string, hasColors: boolean): string {
  return hasColors ? styleText(name, text) : text;
}
