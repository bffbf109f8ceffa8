import type {
  Condition,
  Definition,
  DocumentationItem,
  DocumentationText,
  Feature,
} from "../../model/index.js";
import { codeSpan, mentionedNames, type LinkTarget } from "./inline.js";

/**
 * A documentation comment as plain data, which can be hashed and sent to a worker. Schema text is rendered only when
 * it is printed, because most comments are reused from the previous run.
 */
export type Comment = readonly CommentPart[];

/** A string is a Markdown paragraph. Adjacent tags, and adjacent items, are not separated by an empty line. */
export type CommentPart = string | TextPart | TitledPart | FeaturePart | TagPart | ItemPart;

interface TextPart {
  readonly kind: "text";
  readonly text: SchemaText;
}

/** A note, or an example, whose whole text is code. */
export interface TitledPart {
  readonly kind: "note" | "example";
  readonly title: string;
  readonly text: SchemaText;
}

interface FeaturePart {
  readonly kind: "feature";
  readonly lead: string;
  readonly text: SchemaText;
}

interface TagPart {
  readonly kind: "tag";
  readonly name: string;
  readonly text: SchemaText | string;
}

/** A list item: the documentation of a part that has no declaration. */
interface ItemPart {
  readonly kind: "item";
  readonly name: string;
  readonly comment: Comment;
}

/** reStructuredText, and the links for the names in it. */
export interface SchemaText {
  readonly lines: readonly string[];
  readonly links: readonly (readonly [name: string, link: string])[];
}

const noText: SchemaText = { lines: [], links: [] };

export function schemaText(text: DocumentationText | undefined, link: LinkTarget): SchemaText {
  if (text === undefined) return noText;
  const links = mentionedNames(text.lines).flatMap((name) => {
    const target = link(name);
    return target === undefined ? [] : [[name, target] as const];
  });
  return { lines: text.lines, links };
}

/** A definition, member or enum value. */
export interface Documented {
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

/** Returns the condition and the features of a documented item, except those that have tags. */
export function remarks(subject: Documented, items: readonly DocumentationItem[], link: LinkTarget): Comment {
  return [
    ...conditionText(subject.condition),
    ...subject.features
      .filter((feature) => tagOf(feature) === undefined)
      .map((feature) => featurePart(feature, schemaText(find(items, feature.name), link))),
  ];
}

export function conditionText(condition: Condition | undefined): readonly string[] {
  return condition === undefined ? [] : [`Only where ${describeCondition(condition)}.`];
}

function featurePart(feature: Feature, text: SchemaText): FeaturePart {
  const { name, condition } = feature;
  const where = condition === undefined ? "" : ` (only where ${describeCondition(condition)})`;
  return { kind: "feature", lead: `Feature ${codeSpan(name)}${where}`, text };
}

/** Returns the TSDoc tag for a feature that has one. */
function tagOf({ name }: Feature): string | undefined {
  if (name === "deprecated") return "deprecated";
  return name === "unstable" ? "experimental" : undefined;
}

export function featureTags(
  features: readonly Feature[],
  items: readonly DocumentationItem[],
  link: LinkTarget,
): Comment {
  return features.flatMap((feature) => {
    const name = tagOf(feature);
    if (name === undefined) return [];
    return [{ kind: "tag", name, text: schemaText(find(items, feature.name), link) } as const];
  });
}

export function find(
  items: readonly DocumentationItem[] | undefined,
  name: string,
): DocumentationItem | undefined {
  if (items === undefined || items.length <= fewItems) return items?.find((item) => item.name === name);
  let index = indexes.get(items);
  if (index === undefined) {
    // The first item of a name counts.
    index = new Map([...items].reverse().map((item) => [item.name, item]));
    indexes.set(items, index);
  }
  return index.get(name);
}

/** Longer lists are searched through an index. */
const fewItems = 16;
const indexes = new WeakMap<readonly DocumentationItem[], ReadonlyMap<string, DocumentationItem>>();

/** Describes a condition as text: "CONFIG_X and not CONFIG_Y", with the names as code. */
function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case "defined":
      return codeSpan(condition.name);
    case "not":
      return `not ${grouped(condition.condition)}`;
    case "all":
      return joined(condition.conditions, " and ");
    case "any":
      return joined(condition.conditions, " or ");
  }
}

function joined(conditions: readonly Condition[], word: string): string {
  return conditions.map(conditions.length > 1 ? grouped : describeCondition).join(word);
}

function grouped(condition: Condition): string {
  const text = describeCondition(condition);
  const several = (condition.kind === "all" || condition.kind === "any") && condition.conditions.length > 1;
  return several ? `(${text})` : text;
}

/**
 * Returns the `@see` tag that links to a definition's reference page.
 * @param template - the address of such a page; undefined if there are none.
 */
export function referenceLink(template: string | undefined, definition: Definition): Comment {
  if (template === undefined) return [];
  const parts: Readonly<Record<string, string>> = {
    // Reference manuals use the wire's term for structs and unions.
    kind: definition.kind === "struct" || definition.kind === "union" ? "object" : definition.kind,
    module: definition.module,
    name: definition.name,
  };
  const url = template.replace(/\{(kind|module|name)\}/g, (_, part: string) => encodePart(parts[part] ?? ""));
  return [{ kind: "tag", name: "see", text: `{@link ${url}}` }];
}

/** Percent-encodes all characters except letters, digits and `_.-/`. */
function encodePart(part: string): string {
  return [...new TextEncoder().encode(part)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w./-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
