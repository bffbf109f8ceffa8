import type { Definition, Documentation, DocumentationItem, DocumentationSection } from "../model/index.js";
import { linksOf, type Context, type Part } from "./context.js";
import {
  featureTags,
  find,
  referenceLink,
  remarks,
  schemaText,
  type Comment,
  type CommentPart,
  type Documented,
} from "./tsdoc/comment.js";
import type { LinkTarget } from "./tsdoc/inline.js";

/** Parts of a comment that are not in the schema's documentation. */
interface Additions {
  /** Precedes the documentation. */
  readonly lead?: Comment;
  /** Follows the documentation and precedes the tags. */
  readonly list?: Comment;
}

/** Returns the comment of a definition. */
export function describeDefinition(
  context: Context,
  definition: Definition,
  { lead = [], list = [] }: Additions = {},
): Comment {
  const { documentation } = definition;
  const link = linksOf(context, definition, homeOf(definition));
  return [
    ...lead,
    ...(documentation?.body ?? []).map((text) => ({ kind: "text", text: schemaText(text, link) }) as const),
    ...list,
    ...sections(documentation, link, noteOf),
    ...remarks(definition, documentation?.features ?? [], link),
    ...sections(documentation, link, answerOf),
    ...describeTags(context, definition),
  ];
}

/** Returns the file with the full documentation of a definition. */
function homeOf({ kind }: Definition): Part {
  if (kind === "command") return "commands";
  return kind === "accessor" ? "events" : "types";
}

/** Returns only the tags of a definition's comment. */
export function describeTags(context: Context, definition: Definition): Comment {
  const { documentation, features } = definition;
  const link = linksOf(context, definition, homeOf(definition));
  return [
    ...featureTags(features, documentation?.features ?? [], link),
    ...sections(documentation, link, sinceOf),
    ...referenceLink(context.options.reference, definition),
  ];
}

type MakePart = (section: DocumentationSection, link: LinkTarget) => CommentPart | undefined;

function sections(
  documentation: Documentation | undefined,
  link: LinkTarget,
  make: MakePart,
): readonly CommentPart[] {
  return (documentation?.sections ?? []).flatMap((section) => make(section, link) ?? []);
}

/** Older versions of QEMU write notes and examples as sections. */
function noteOf(section: DocumentationSection, link: LinkTarget): CommentPart | undefined {
  const { tag } = section;
  const kind = /^Note/.test(tag) ? "note" : /^Example/.test(tag) ? "example" : undefined;
  return kind === undefined ? undefined : { kind, title: tag, text: schemaText(section, link) };
}

function answerOf(section: DocumentationSection, link: LinkTarget): CommentPart | undefined {
  if (section.tag !== "Returns" && section.tag !== "Errors") return undefined;
  return tagPart(section.tag === "Returns" ? "returns" : "throws", section, link);
}

function sinceOf(section: DocumentationSection, link: LinkTarget): CommentPart | undefined {
  return section.tag === "Since" ? tagPart("since", section, link) : undefined;
}

function tagPart(name: string, section: DocumentationSection, link: LinkTarget): CommentPart | undefined {
  const documented = section.lines.some((line) => line.trim() !== "");
  return documented ? { kind: "tag", name, text: schemaText(section, link) } : undefined;
}

/** Returns the comment of a member or enum value. */
export function describePart(
  context: Context,
  definition: Definition,
  part: Documented & { readonly name: string },
): Comment {
  const link = linksOf(context, definition, "types");
  const items = partFeatures(definition);
  const documented = find(definition.documentation?.members, part.name);
  return [
    ...(documented === undefined ? [] : [{ kind: "text", text: schemaText(documented, link) } as const]),
    ...remarks(part, items, link),
    ...featureTags(part.features, items, link),
  ];
}

/** Returns the documentation of features that belong to a definition's members, not to the definition. */
function partFeatures(definition: Definition): readonly DocumentationItem[] {
  const items = definition.documentation?.features ?? [];
  return items.filter((item) => !definition.features.some((feature) => feature.name === item.name));
}

/** Returns a list of the documented parts that have no declaration, such as enum values. */
export function describeList(
  context: Context,
  definition: Definition,
  parts: readonly (Documented & { readonly name: string })[],
): Comment {
  return parts.map((part) => ({
    kind: "item",
    name: part.name,
    comment: describePart(context, definition, part),
  }));
}
