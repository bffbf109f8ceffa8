/** Code in as many backticks as it takes for none inside it to end it. */
export function codeSpan(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = runs.length > 0 ? " " : "";
  return fence + padding + plainCode(text.replace(/\s+/g, " ")) + padding + fence;
}

/** Code in which a comment's readers, who look for their tags in code too, find none. */
export function plainCode(text: string): string {
  return text.replace(/(^\s*|\{\s*)@/g, "$1\\@");
}
