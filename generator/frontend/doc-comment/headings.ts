import type { SectionTag } from "../../model/documentation.js";

/** A line of a documentation comment that begins a block. */
export type Heading =
  | { readonly kind: "item"; readonly name: string; readonly rest: string }
  | { readonly kind: "features" }
  | { readonly kind: "section"; readonly tag: SectionTag; readonly rest: string };

const item = /^@([^\s:]{1,1000}):(?!\S)/;
const section = /^(Returns|Errors|Since|TODO|Notes?|Examples?):(?!\S)/;

/** Parses an unindented line as a heading. Returns undefined if it is text. */
export function headingOf(line: string): Heading | undefined {
  // Most lines are text; testing the first character is cheaper than the two expressions.
  if (!/^[@A-Z]/.test(line)) return undefined;
  if (line === "Features:") return { kind: "features" };
  const named = item.exec(line);
  if (named?.[1] !== undefined) return { kind: "item", name: named[1], rest: textAfter(line, named[0]) };
  const tagged = section.exec(line);
  if (tagged) return { kind: "section", tag: tagged[1] as SectionTag, rest: textAfter(line, tagged[0]) };
  return undefined;
}

function textAfter(line: string, heading: string): string {
  return line.slice(heading.length).trimStart();
}
