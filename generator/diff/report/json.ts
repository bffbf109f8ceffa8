import type { Finding } from "../finding.js";
import { summarize } from "./groups.js";

/** The findings for programs. */
export function formatJson(
  findings: readonly Finding[],
  { old, new: now }: { readonly old: string; readonly new: string },
): string {
  return `${JSON.stringify({ old, new: now, summary: summarize(findings), findings }, null, 2)}\n`;
}
