import type { Definition, Documentation, DocumentationItem, Position } from "../../model/index.js";
import { textWidth } from "../../print-schema/documentation.js";
import { wrap } from "../../print-schema/wrap.js";
import { availabilitySentence, availabilityText } from "../availability.js";
import type { MergedFeature, MergedSchema, Presence } from "../merge/merged.js";

/** Something that a definition writes, and where it exists. */
export interface ShownPart {
  readonly name: string;
  readonly presence: Presence;
  readonly features?: readonly MergedFeature[];
}

/** A definition that is to be documented: the presence of its own is the whole of its parts'. */
export interface Shown extends ShownPart {
  readonly parts: readonly ShownPart[];
}

/** Nothing here stands anywhere yet: the printer gives it its place. */
export const nowhere: Position = { file: "", line: 0, column: 0 };

/**
 * What documentation says of where things exist; nothing where the answers agree. Availability is told in words, so
 * that it goes the way of all documentation into TSDoc and schemas that are printed again.
 */
export function documentShown(schema: MergedSchema, shown: Shown): Documentation | undefined {
  const all = new Set(schema.origins.keys());
  const tell = (presence: Presence, whole: Presence): string[] =>
    presence.size < whole.size ? [availabilitySentence(schema.origins, presence)] : [];
  const body = tell(shown.presence, all);
  const members = shown.parts.flatMap(({ name, presence }) =>
    tell(presence, shown.presence).map((sentence) => item(name, sentence)),
  );
  const differing = features(shown).filter(({ presence, whole }) => presence.size < whole.size);
  const isPlain = body.length === 0 && members.length === 0 && differing.length === 0;
  if (isPlain || !fits(shown)) return undefined;
  return {
    symbol: shown.name,
    position: nowhere,
    body: body.map((sentence) => ({ lines: wrap(sentence), position: nowhere })),
    members,
    // Documentation that says anything must say something of every feature.
    features: features(shown).map(({ name, presence, whole }) =>
      item(
        name,
        featureSentence(name, presence.size < whole.size && availabilityText(schema.origins, presence)),
      ),
    ),
    sections: [],
  };
}

function item(name: string, text: string): DocumentationItem {
  return { name, lines: wrap(text, indentation), position: nowhere };
}

/** Descriptions below their name stand this far in. */
const indentation = 4;

/** `where` is false where all that has it has the feature. */
function featureSentence(name: string, where: string | false): string {
  const known = featureWords.get(name);
  if (where === false) return `${known ?? "Shown"} by the server.`;
  return known === undefined ? `Available: ${where}.` : `${known} in ${where}.`;
}

const featureWords: ReadonlyMap<string, string> = new Map([
  ["deprecated", "Marked as deprecated"],
  ["unstable", "Marked as unstable"],
]);

interface FeatureUse {
  readonly name: string;
  readonly presence: Presence;
  /** Where what carries the feature exists. */
  readonly whole: Presence;
}

/** The features of a definition and of its parts; what has the same name has one description. */
function features(shown: Shown): FeatureUse[] {
  const found = new Map<string, FeatureUse>();
  for (const part of [shown, ...shown.parts]) {
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

/** A name that is longer than a line of documentation cannot stand in any. */
function fits(shown: Shown): boolean {
  const names = [shown, ...shown.parts].flatMap((part) => [part.name, ...(part.features ?? []).map(nameOf)]);
  return names.every((name) => `@${name}:`.length <= textWidth);
}

function nameOf({ name }: Pick<Definition, "name">): string {
  return name;
}
