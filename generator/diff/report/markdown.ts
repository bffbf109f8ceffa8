import type { Finding } from "../finding.js";
import { groupFindings, summarize, summaryText } from "./groups.js";
import { findingWords, oneLine, otherPlaces } from "./words.js";

/** The findings as Markdown: for release notes, or a comment under a change. */
export function formatMarkdown(
  findings: readonly Finding[],
  { old, new: now }: { readonly old: string; readonly new: string },
): string {
  const groups = groupFindings(findings).map(({ title, findings: members }) => {
    const lines = members.map((finding) => {
      const others = otherPlaces(finding);
      const more = others === undefined ? "" : ` — ${escaped(others)}`;
      return `- ${code(finding.path)}: ${escaped(findingWords(finding))}${more}\n`;
    });
    return `\n## ${title} (${members.length})\n\n${lines.join("")}`;
  });
  const heading = `# ${code(old)} → ${code(now)}\n\n${summaryText(summarize(findings))}\n`;
  return heading + groups.join("");
}

/** A code span, whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const line = oneLine(text);
  const runs = (line.match(/`+/g) ?? []).map((run) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const padding = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Text that Markdown, and HTML within it, leave as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>&#|~!]/g, "\\$&");
}
