import type { Finding } from "../finding.js";
import { groupFindings, summarize, summaryText, type Group } from "./groups.js";
import { findingWords, oneLine, otherPlaces } from "./words.js";

const codes: Readonly<Record<Group["id"], string>> = {
  wire: "31",
  types: "33",
  caution: "36",
  compatible: "32",
};

/** The findings for a terminal. */
export function formatText(findings: readonly Finding[], { colors }: { readonly colors: boolean }): string {
  const paint = (text: string, code: string): string => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const groups = groupFindings(findings).map(({ id, title, findings: members }) => {
    const heading = paint(`${title} (${members.length})`, `1;${codes[id]}`);
    const lines = members.flatMap((finding) => {
      const others = otherPlaces(finding);
      const line = `  ${paint(oneLine(finding.path), codes[id])}: ${findingWords(finding)}`;
      return others === undefined ? [line] : [line, `      ${paint(others, "2")}`];
    });
    return `${[heading, ...lines].join("\n")}\n\n`;
  });
  return `${groups.join("")}${paint(summaryText(summarize(findings)), "1")}\n`;
}
