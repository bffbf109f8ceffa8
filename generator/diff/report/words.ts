import { printable } from "../../diagnostics/visible.js";
import type { Finding } from "../finding.js";

/** What a finding says beside its path, on one line; text of a schema or a server has nothing in it unprintable. */
export function findingWords(finding: Finding): string {
  const { message, old, new: now, unstable, deprecated } = finding;
  const what = old !== undefined && now !== undefined ? `${old} -> ${now}` : (old ?? now);
  const marks = [...(unstable ? ["unstable before"] : []), ...(deprecated ? ["deprecated before"] : [])];
  return oneLine(
    message +
      (what === undefined || isSaid(finding) ? "" : `: ${what}`) +
      (marks.length > 0 ? ` (${marks.join(", ")})` : ""),
  );
}

/** A value's or a branch's name is the end of its path. */
function isSaid({ kind }: Finding): boolean {
  return kind.startsWith("value-") || kind.startsWith("branch-");
}

/** The other places, as many as one line holds; undefined where there is none. */
export function otherPlaces({ path, uses }: Finding): string | undefined {
  const others = uses.filter((use) => path !== use && !isWithin(path, use));
  if (others.length === 0) return undefined;
  const shown = others.slice(0, 3).join(", ");
  const rest = others.length > 3 ? ` and ${others.length - 3} more` : "";
  return oneLine(`also by ${shown}${rest}`);
}

function isWithin(path: string, use: string): boolean {
  return path.startsWith(use) && /^[.[(=]/.test(path.slice(use.length));
}

export function oneLine(text: string): string {
  return printable(text.replaceAll("\n", "\\n"));
}
