import type { Definition, DocumentationText } from "../model/index.js";
import type { Origin } from "./answer.js";

/** The origins of one version. */
interface VersionGroup {
  /** The version; the server's name if the version is unknown. */
  readonly label: string;
  readonly all: string[];
  readonly present: string[];
}

/**
 * Lists the origins in which something exists: "7.2.22, 10.0.2 (i386, x86_64)". A version is listed without targets if
 * all of them have it, and with the missing ones if these are fewer. `presence` holds indexes into `origins`.
 */
export function availabilityText(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  const groups = new Map<string, VersionGroup>();
  for (const [index, { name, version, target }] of origins.entries()) {
    const label = sanitizeLabel(version ?? name);
    const group = groups.get(label) ?? { label, all: [], present: [] };
    groups.set(label, group);
    const member = sanitizeLabel(target ?? name);
    group.all.push(member);
    if (presence.has(index)) group.present.push(member);
  }
  return [...groups.values()].flatMap(groupText).join(", ");
}

/** Returns the documentation sentence for something that only some origins have. */
export function availabilitySentence(origins: readonly Origin[], presence: ReadonlySet<number>): string {
  return `${sentenceStart} ${availabilityText(origins, presence)}.`;
}

const sentenceStart = "Available:";

/** Returns a definition without the sentences of `availabilitySentence`, which hold only for the servers that were queried. */
export function withoutAvailability<T extends Definition>(definition: T): T {
  const { documentation } = definition;
  if (documentation === undefined) return definition;
  const body = documentation.body.flatMap(withoutSentence);
  const members = documentation.members.flatMap(withoutSentence);
  return { ...definition, documentation: { ...documentation, body, members } };
}

/** The sentence is the last one of a text. Returns no text if it is the only one. */
function withoutSentence<T extends DocumentationText>(text: T): T[] {
  const all = text.lines.join("\n");
  const start = all.lastIndexOf(sentenceStart);
  if (start < 0 || !/^[\w\s+:/~.,()-]*$/.test(all.slice(start))) return [text];
  const rest = all.slice(0, start).trimEnd();
  return rest === "" ? [] : [{ ...text, lines: rest.split("\n") }];
}

function groupText({ label, all, present }: VersionGroup): string[] {
  if (present.length === 0) return [];
  if (present.length === all.length) return [label];
  const missing = all.filter((member) => !present.includes(member));
  const isMost = missing.length > 0 && missing.length * 2 < present.length;
  return [`${label} (${isMost ? `all but ${missing.join(", ")}` : present.join(", ")})`];
}

/** Longer than every version and target of QEMU, shorter than a line of documentation. */
const maxLabelLength = 48;

/** Replaces the characters of a server's or user's text that could be markup in a documentation comment. */
export function sanitizeLabel(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_+:/~.-]+/g, "-").slice(-maxLabelLength);
  return safe.replace(/^[-.]+|(?<![-.:])[-.:]+$/g, "") || "unnamed";
}
