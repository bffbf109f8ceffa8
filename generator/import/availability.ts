import type { Origin } from "./answer.js";

/** Who may offer something, in the words of messages and documentation. */
interface Group {
  /** The version; of a server that does not say its version, what it is called. */
  readonly label: string;
  readonly all: string[];
  readonly having: string[];
}

/**
 * Where something exists, of all places that were looked at: "7.2.22, 10.0.2 (i386, x86_64)", a version with its
 * targets unless all have it; the shorter of those that do and those that do not. `presence` holds places in `origins`.
 */
export function availabilityText(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  const groups = new Map<string, Group>();
  for (const [index, { name, version, target }] of origins.entries()) {
    const label = plain(version ?? name);
    const group = groups.get(label) ?? { label, all: [], having: [] };
    groups.set(label, group);
    const member = plain(target ?? name);
    group.all.push(member);
    if (presence.has(index)) group.having.push(member);
  }
  return [...groups.values()].flatMap(groupText).join(", ");
}

/** The sentence that documentation has of something that is not everywhere. */
export function availabilitySentence(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  return `Available: ${availabilityText(origins, presence)}.`;
}

function groupText({ label, all, having }: Group): string[] {
  if (having.length === 0) return [];
  if (having.length === all.length) return [label];
  const missing = all.filter((member) => !having.includes(member));
  const isMost = missing.length > 0 && missing.length * 2 < having.length;
  return [`${label} (${isMost ? `all but ${missing.join(", ")}` : having.join(", ")})`];
}

/** What a server or a user calls something is text of unknown form, and documentation has a form to keep. */
export function plain(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_+:/~.-]+/g, "-").slice(-longest);
  return safe.replace(/^[-.]+|[-.:]+$/g, "") || "unnamed";
}

/** Long enough for every version and target, short enough for a line. */
const longest = 48;
