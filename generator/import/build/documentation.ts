import {
  noPosition,
  type Definition,
  type Documentation,
  type DocumentationItem,
  type DocumentationText,
} from "../../model/index.js";
import { textWidth, wrap } from "../../print-schema/documentation.js";
import type { Origin } from "../answer.js";
import type { MergedFeature, MergedSchema, Presence } from "../merge/merged-schema.js";

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

/** A definition or a part of one, with the answers that contain it. */
export interface DocumentedPart {
  readonly name: string;
  readonly presence: Presence;
  readonly features?: readonly MergedFeature[];
}

interface DocumentedDefinition extends DocumentedPart {
  readonly parts: readonly DocumentedPart[];
  /** The documentation of the matched definition. */
  readonly known: Documentation | undefined;
}

/**
 * Documents a definition: with the documentation of the matched definition, as far as it is about what the servers report,
 * and with the servers that have the definition and its parts unless all answers agree. Availability is documentation text,
 * so that it appears in TSDoc and in reprinted schemas.
 */
export function documentDefinition(
  schema: MergedSchema,
  definition: DocumentedDefinition,
): Documentation | undefined {
  const all = new Set(schema.origins.keys());
  const sentences = (presence: Presence, whole: Presence): string[] =>
    presence.size < whole.size ? [availabilitySentence(schema.origins, presence)] : [];
  const { known } = definition;
  const body = [...(known?.body ?? []), ...sentences(definition.presence, all).map((each) => text(each))];
  const descriptions = byName(known?.members);
  const members = definition.parts.flatMap(({ name, presence }) => {
    const lines = [
      ...(descriptions.get(name) ?? []),
      ...sentences(presence, definition.presence).flatMap((each) => wrap(each, indentation)),
    ];
    return lines.length === 0 ? [] : [{ name, lines, position: noPosition }];
  });
  const features = featuresOf(definition);
  const haveFeaturesEverywhere = features.every(({ presence, whole }) => presence.size === whole.size);
  const isEverywhere = body.length === 0 && members.length === 0 && haveFeaturesEverywhere;
  if ((isEverywhere && known === undefined) || !fits(definition)) return undefined;
  return {
    symbol: definition.name,
    position: noPosition,
    body,
    members,
    // The documentation rules require a description of every feature.
    features: describeFeatures(schema, features, byName(known?.features)),
    sections: known?.sections ?? [],
  };
}

function describeFeatures(
  { origins }: MergedSchema,
  features: readonly FeatureUse[],
  known: ReadonlyMap<string, readonly string[]>,
): DocumentationItem[] {
  return features.map(({ name, presence, whole }) => {
    const availability = presence.size < whole.size ? availabilityText(origins, presence) : undefined;
    const lines = availability === undefined ? known.get(name) : undefined;
    return {
      name,
      position: noPosition,
      lines: lines ?? wrap(featureSentence(name, availability), indentation),
    };
  });
}

function text(sentence: string): DocumentationText {
  return { lines: wrap(sentence), position: noPosition };
}

function byName(items: readonly DocumentationItem[] = []): ReadonlyMap<string, readonly string[]> {
  return new Map(items.map(({ name, lines }) => [name, lines]));
}

/** The indentation of a description below its name. */
const indentation = 4;

/** `availability` is undefined if all servers that have the documented part have the feature. */
function featureSentence(name: string, availability: string | undefined): string {
  const verb = featureVerbs.get(name);
  if (availability === undefined) return `${verb ?? "Reported"} by the server.`;
  return verb === undefined ? `Available: ${availability}.` : `${verb} in ${availability}.`;
}

const featureVerbs: ReadonlyMap<string, string> = new Map([
  ["deprecated", "Marked as deprecated"],
  ["unstable", "Marked as unstable"],
]);

interface FeatureUse {
  readonly name: string;
  readonly presence: Presence;
  /** The answers that contain the part that has the feature. */
  readonly whole: Presence;
}

/** Merges the features of a definition and its parts by name, because features of one name share a description. */
function featuresOf(definition: DocumentedDefinition): FeatureUse[] {
  const found = new Map<string, FeatureUse>();
  for (const part of [definition, ...definition.parts]) {
    for (const { name, presence } of part.features ?? []) {
      const known = found.get(name);
      found.set(name, {
        name,
        presence: union(known?.presence, presence),
        whole: union(known?.whole, part.presence),
      });
    }
  }
  return [...found.values()];
}

function union(a: Presence | undefined, b: Presence): Presence {
  return new Set([...(a ?? []), ...b]);
}

/** A name must not exceed the line length of documentation. */
function fits(definition: DocumentedDefinition): boolean {
  const names = [definition, ...definition.parts].flatMap((part) => [
    part.name,
    ...(part.features ?? []).map(nameOf),
  ]);
  return names.every((name) => `@${name}:`.length <= textWidth);
}

function nameOf({ name }: Pick<Definition, "name">): string {
  return name;
}
