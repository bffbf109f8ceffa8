import type { Definition, Documentation, DocumentationItem, DocumentationSection } from "../model/index.js";
import { linksOf, referenceLink, type Context } from "./context.js";
import {
  featureTags,
  find,
  remarks,
  schemaText,
  type Comment,
  type CommentPart,
  type Documented,
} from "./tsdoc/comment.js";
import type { LinkTarget } from "./tsdoc/inline.js";

/** What a comment says beside the schema's own text. */
export interface Additions {
  /** Before it. */
  readonly lead?: Comment;
  /** After it, before the tags. */
  readonly list?: Comment;
}

/** The comment of what stands for a whole definition. */
export function describeDefinition(
  context: Context,
  definition: Definition,
  { lead = [], list = [] }: Additions = {},
): Comment {
  const { documentation } = definition;
  const link = linksOf(context, definition);
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

/** The tags alone: of what belongs to a definition and does not repeat its text. */
export function describeTags(context: Context, definition: Definition): Comment {
  const { documentation, features } = definition;
  const link = linksOf(context, definition);
  return [
    ...featureTags(features, documentation?.features ?? [], link),
    ...sections(documentation, link, sinceOf),
    ...referenceLink(context, definition),
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

/** The notes and examples that older QEMUs write as sections. */
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
  const said = section.lines.some((line) => line.trim() !== "");
  return said ? { kind: "tag", name, text: schemaText(section, link) } : undefined;
}

/** The comment of a member, or of an enumeration's value. */
export function describePart(
  context: Context,
  definition: Definition,
  part: Documented & { readonly name: string },
): Comment {
  const link = linksOf(context, definition);
  const items = partFeatures(definition);
  const said = find(definition.documentation?.members, part.name);
  return [
    ...(said === undefined ? [] : [{ kind: "text", text: schemaText(said, link) } as const]),
    ...remarks(part, items, link),
    ...featureTags(part.features, items, link),
  ];
}

/** What a definition's documentation says of features that are not its own must be about its parts'. */
function partFeatures(definition: Definition): readonly DocumentationItem[] {
  const items = definition.documentation?.features ?? [];
  return items.filter((item) => !definition.features.some((feature) => feature.name === item.name));
}

/** Parts that have no declaration of their own, and so no comment: a list of those of which something is said. */
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
