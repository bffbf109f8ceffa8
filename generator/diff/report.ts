import { singleLine } from "../diagnostics/escape.js";
import type { SchemaChange } from "./change-kinds.js";

/** Changes of similar importance. Reports list the most important group first. */
interface Group {
  readonly title: string;
  /** The color of the group on a terminal, an SGR parameter. */
  readonly color: string;
  readonly changes: readonly SchemaChange[];
}

function groupChanges(changes: readonly SchemaChange[]): readonly Group[] {
  const [breaking, compatible] = partition(changes, breaksWire);
  const [breakingTypes, harmless] = partition(compatible, breaksTypes);
  const [caution, rest] = partition(harmless, needsCaution);
  const groups = [
    { title: "Breaks clients", color: "31", changes: breaking },
    { title: "Breaks typed callers only", color: "33", changes: breakingTypes },
    { title: "Compatible, with caution", color: "36", changes: caution },
    { title: "Compatible", color: "32", changes: rest },
  ];
  return groups.filter((group) => group.changes.length > 0);
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function breaksWire({ wire }: SchemaChange): boolean {
  return wire === "breaks";
}

function breaksTypes({ types }: SchemaChange): boolean {
  return types === "breaks";
}

function needsCaution({ wire, types }: SchemaChange): boolean {
  return wire === "caution" || types === "caution";
}

function summarize(changes: readonly SchemaChange[]) {
  return {
    wire: changes.filter(breaksWire).length,
    types: changes.filter(breaksTypes).length,
    all: changes.length,
  };
}

function summaryText(changes: readonly SchemaChange[]): string {
  const { wire, types, all } = summarize(changes);
  if (all === 0) return "No differences are visible to clients.";
  return [
    `${all} ${all === 1 ? "change" : "changes"}:`,
    `${wire} ${wire === 1 ? "breaks" : "break"} clients,`,
    `${types} ${types === 1 ? "stops" : "stop"} typed callers from compiling.`,
  ].join(" ");
}

/** Formats changes for a terminal. Text from schemas and servers cannot control the terminal. */
export function formatText(
  changes: readonly SchemaChange[],
  { colors }: { readonly colors: boolean },
): string {
  const paint = (text: string, sgr: string): string => (colors ? `\u001b[${sgr}m${text}\u001b[0m` : text);
  const groups = groupChanges(changes).map(({ title, color, changes: members }) => {
    const lines = members.flatMap((change) => {
      const line = `  ${paint(singleLine(change.path), color)}: ${describeChange(change)}`;
      const others = otherUses(change);
      return others === undefined ? [line] : [line, `      ${paint(others, "2")}`];
    });
    return `${[paint(`${title} (${members.length})`, `1;${color}`), ...lines].join("\n")}\n\n`;
  });
  return `${groups.join("")}${paint(summaryText(changes), "1")}\n`;
}

/** The names of both sides, as given by the user. */
interface SideNames {
  readonly old: string;
  readonly new: string;
}

/** Formats changes as Markdown, for release notes or a review comment. */
export function formatMarkdown(changes: readonly SchemaChange[], names: SideNames): string {
  const groups = groupChanges(changes).map(({ title, changes: members }) => {
    const lines = members.map((change) => {
      const others = otherUses(change);
      const suffix = others === undefined ? "" : ` — ${escapeMarkup(others)}`;
      return `- ${codeSpan(change.path)}: ${escapeMarkup(describeChange(change))}${suffix}\n`;
    });
    return `\n## ${title} (${members.length})\n\n${lines.join("")}`;
  });
  const heading = `# ${codeSpan(names.old)} → ${codeSpan(names.new)}\n\n${summaryText(changes)}\n`;
  return heading + groups.join("");
}

/** Formats changes as JSON. */
export function formatJson(changes: readonly SchemaChange[], names: SideNames): string {
  const { old, new: after } = names;
  return `${JSON.stringify({ old, new: after, summary: summarize(changes), findings: changes }, null, 2)}\n`;
}

/** Describes a change on one line, without its path. */
function describeChange(change: SchemaChange): string {
  const { message, old, new: after, unstable, deprecated } = change;
  const values = old !== undefined && after !== undefined ? `${old} -> ${after}` : (old ?? after);
  const marks = [...(unstable ? ["was unstable"] : []), ...(deprecated ? ["was deprecated"] : [])];
  return singleLine(
    message +
      (values === undefined || isInPath(change) ? "" : `: ${values}`) +
      (marks.length > 0 ? ` (${marks.join(", ")})` : ""),
  );
}

/** The path of an enum value or a branch ends with its name. */
function isInPath({ kind }: SchemaChange): boolean {
  return kind.startsWith("value-") || kind.startsWith("branch-");
}

/** Lists at most three uses other than the change's own path. */
function otherUses({ path, uses }: SchemaChange): string | undefined {
  const others = uses.filter((use) => path !== use && !isWithin(path, use));
  if (others.length === 0) return undefined;
  const rest = others.length > 3 ? ` and ${others.length - 3} more` : "";
  return singleLine(`also affects ${others.slice(0, 3).join(", ")}${rest}`);
}

function isWithin(path: string, use: string): boolean {
  return path.startsWith(use) && /^[.[(=]/.test(path.slice(use.length));
}

/** The fence of a code span is longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const line = singleLine(text);
  const runs = (line.match(/`+/g) ?? []).map((run) => run.length);
  const fence = "`".repeat(runs.reduce((a, b) => Math.max(a, b), 0) + 1);
  const padding = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Escapes everything that Markdown or HTML interprets. */
function escapeMarkup(text: string): string {
  return text.replace(/[\\`*_{}[\]<>&#|~!]/g, "\\$&");
}
