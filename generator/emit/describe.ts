import type { Definition, DocumentationItem } from "../model/index.js";
import { linksOf, referenceLink, type Context } from "./context.js";
import {
  bodyText,
  featureTags,
  find,
  noteText,
  remarks,
  renderText,
  sectionTag,
  type Documented,
} from "./documentation/comment.js";
import { paragraphs, type Lines } from "./documentation/lines.js";
import { codeSpan } from "./documentation/inline.js";

/** What a comment says beside the schema's own text. */
export interface Additions {
  /** Before it. */
  readonly lead?: Lines;
  /** After it, before the tags. */
  readonly list?: Lines;
}

/** The comment of what stands for a whole definition. */
export function describeDefinition(
  context: Context,
  definition: Definition,
  { lead = [], list = [] }: Additions = {},
): Lines {
  const { documentation } = definition;
  const link = linksOf(context, definition);
  return paragraphs(
    lead,
    bodyText(documentation, link),
    list,
    noteText(documentation, link),
    remarks(definition, documentation?.features ?? [], link),
    [
      ...sectionTag(documentation, "Returns", "returns", link),
      ...sectionTag(documentation, "Errors", "throws", link),
      ...describeTags(context, definition),
    ],
  );
}

/** The tags alone: of what belongs to a definition and does not repeat its text. */
export function describeTags(context: Context, definition: Definition): Lines {
  const { documentation, features } = definition;
  const link = linksOf(context, definition);
  return [
    ...featureTags({ condition: undefined, features }, documentation?.features ?? [], link),
    ...sectionTag(documentation, "Since", "since", link),
    ...referenceLink(context, definition),
  ];
}

/** The comment of a member, or of an enumeration's value. */
export function describePart(
  context: Context,
  definition: Definition,
  part: Documented & { readonly name: string },
): Lines {
  const link = linksOf(context, definition);
  const items = partFeatures(definition);
  return paragraphs(
    renderText(find(definition.documentation?.members, part.name), link),
    remarks(part, items, link),
    featureTags(part, items, link),
  );
}

/** What a definition's documentation says of features that are not its own must be about its parts'. */
function partFeatures(definition: Definition): readonly DocumentationItem[] {
  const own = new Set(definition.features.map((feature) => feature.name));
  return (definition.documentation?.features ?? []).filter((item) => !own.has(item.name));
}

/** Parts that have no declaration of their own, and so no comment: a list of those of which something is said. */
export function describeList(
  context: Context,
  definition: Definition,
  parts: readonly (Documented & { readonly name: string })[],
): Lines {
  return parts.flatMap((part) => {
    const [first, ...rest] = describePart(context, definition, part);
    if (first === undefined) return [];
    return [
      `- ${codeSpan(part.name)}: ${untagged(first)}`,
      ...rest.map((line) => (line === "" ? "" : `  ${untagged(line)}`)),
    ];
  });
}

/** A tag would be the whole definition's: in a list it is a word. */
function untagged(line: string): string {
  return line
    .replace(/^@deprecated ?(.*)/, (_, text: string) => (text === "" ? "Deprecated." : `Deprecated: ${text}`))
    .replace(/^@experimental ?(.*)/, (_, text: string) =>
      text === "" ? "Experimental." : `Experimental: ${text}`,
    );
}
