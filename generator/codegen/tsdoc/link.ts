/** What a name of the schema becomes in documentation; undefined where nothing is emitted for it. */
export type LinkTarget = (name: string) => string | undefined;

/** `@name`, and a role of QAPI's own: what may lead somewhere. */
const mention = /@([A-Za-z_][\w.-]*\w|[A-Za-z])|:qapi[\w:+-]*:`([^`]+)`/g;

/** The names that a text mentions; more rather than fewer, for what is no reference is not looked up later. */
export function mentionedNames(lines: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const line of lines) {
    if (!line.includes("@") && !line.includes(":qapi")) continue;
    for (const [, name, target] of line.matchAll(mention)) names.add(name ?? roleTarget(target ?? ""));
  }
  return [...names];
}

/** What a role's text names: it may say by a mark how the name is to be shown. */
export function roleTarget(text: string): string {
  return text.replace(/^[!~]/, "");
}
