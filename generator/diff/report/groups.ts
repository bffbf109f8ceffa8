import type { Finding } from "../finding.js";

/** Findings that matter alike, as reports for people have them, the worst first. */
export interface Group {
  readonly id: "wire" | "types" | "caution" | "compatible";
  readonly title: string;
  readonly findings: readonly Finding[];
}

const titles: readonly Omit<Group, "findings">[] = [
  { id: "wire", title: "Breaks clients" },
  { id: "types", title: "Clients go on working, but typed callers stop compiling" },
  { id: "caution", title: "Compatible, but mind these" },
  { id: "compatible", title: "Compatible" },
];

/** Every group that has findings; the order within is theirs. */
export function groupFindings(findings: readonly Finding[]): readonly Group[] {
  return titles
    .map((title) => ({ ...title, findings: findings.filter((finding) => groupOf(finding) === title.id) }))
    .filter((group) => group.findings.length > 0);
}

function groupOf({ wire, types }: Finding): Group["id"] {
  if (wire === "breaks") return "wire";
  if (types === "breaks") return "types";
  return wire === "caution" || types === "caution" ? "caution" : "compatible";
}

export interface Summary {
  /** How many break clients of the old that talk to the new. */
  readonly wire: number;
  /** How many stop typed callers from compiling. */
  readonly types: number;
  readonly all: number;
}

export function summarize(findings: readonly Finding[]): Summary {
  return {
    wire: findings.filter(({ wire }) => wire === "breaks").length,
    types: findings.filter(({ types }) => types === "breaks").length,
    all: findings.length,
  };
}

export function summaryText({ wire, types, all }: Summary): string {
  if (all === 0) return "No difference that a client could see.";
  const changes = all === 1 ? "1 change" : `${all} changes`;
  return `${changes}: ${wire} ${wire === 1 ? "breaks" : "break"} clients, ${types} ${types === 1 ? "stops" : "stop"} typed callers from compiling.`;
}
