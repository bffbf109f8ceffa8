import type {
  Condition,
  Documentation,
  DocumentationItem,
  DocumentationSection,
  DocumentationText,
  Feature,
  SectionTag,
} from "../../model/index.js";
import type { Block } from "./block.js";
import { describeCondition } from "./condition.js";
import { codeSpan, type LinkTarget } from "./inline.js";
import { paragraphs, type Lines } from "./lines.js";
import { renderBlocks } from "./markdown.js";
import { parseBlocks } from "./parse-blocks.js";

/** What carries documentation: a definition, a member, an enumeration's value. */
export interface Documented {
  readonly condition: Condition | undefined;
  readonly features: readonly Feature[];
}

/** The text about a definition as a whole. */
export function bodyText(documentation: Documentation | undefined, link: LinkTarget): Lines {
  return paragraphs(...(documentation?.body ?? []).map((text) => renderText(text, link)));
}

export function renderText(text: DocumentationText | undefined, link: LinkTarget): Lines {
  return text === undefined ? [] : renderBlocks(parseBlocks(text.lines), link);
}

/** The notes and examples that older QEMUs write as sections. */
export function noteText(documentation: Documentation | undefined, link: LinkTarget): Lines {
  return paragraphs(
    ...(documentation?.sections ?? []).map((section) => renderBlocks(sectionBlocks(section), link)),
  );
}

function sectionBlocks(section: DocumentationSection): readonly Block[] {
  switch (section.tag) {
    case "Note":
    case "Notes":
      return [{ kind: "titled", title: section.tag, blocks: parseBlocks(section.lines) }];
    case "Example":
    case "Examples":
      return [{ kind: "titled", title: section.tag, blocks: [{ kind: "literal", lines: section.lines }] }];
    case "Returns":
    case "Errors":
    case "Since":
    case "TODO":
      return [];
  }
}

/** What the schema says beside the text: under what condition a thing exists, what is special about it. */
export function remarks(subject: Documented, items: readonly DocumentationItem[], link: LinkTarget): Lines {
  return paragraphs(
    conditionText(subject.condition),
    ...subject.features
      .filter((feature) => !isTag(feature))
      .map((feature) => featureText(feature, items, link)),
  );
}

export function conditionText(condition: Condition | undefined): Lines {
  return condition === undefined ? [] : [`Only where ${describeCondition(condition)}.`];
}

function featureText(feature: Feature, items: readonly DocumentationItem[], link: LinkTarget): Lines {
  const where =
    feature.condition === undefined ? "" : ` (only where ${describeCondition(feature.condition)})`;
  const [first = "", ...rest] = renderText(find(items, feature.name), link);
  return [`Feature ${codeSpan(feature.name)}${where}${first === "" ? "." : `: ${first}`}`, ...rest];
}

/** `deprecated` and `unstable` have a tag of their own. */
function isTag(feature: Feature): boolean {
  return feature.name === "deprecated" || feature.name === "unstable";
}

/** `@deprecated` and `@experimental`. */
export function featureTags(
  subject: Documented,
  items: readonly DocumentationItem[],
  link: LinkTarget,
): Lines {
  return subject.features.flatMap((feature) => {
    if (feature.name === "deprecated") return tag("deprecated", renderText(find(items, "deprecated"), link));
    return feature.name === "unstable" ? tag("experimental", renderText(find(items, "unstable"), link)) : [];
  });
}

export function sectionTag(
  documentation: Documentation | undefined,
  from: SectionTag,
  to: string,
  link: LinkTarget,
): Lines {
  const sections = documentation?.sections.filter((section) => section.tag === from) ?? [];
  return sections.flatMap((section) => {
    const text = renderText(section, link);
    return text.length === 0 ? [] : tag(to, text);
  });
}

/** A block tag. A list, or code, begins on a line of its own. */
export function tag(name: string, text: Lines): Lines {
  const [first = "", ...rest] = text;
  if (/^(?:- |1\. |```)/.test(first)) return [`@${name}`, ...text];
  return [first === "" ? `@${name}` : `@${name} ${first}`, ...rest];
}

export function find(
  items: readonly DocumentationItem[] | undefined,
  name: string,
): DocumentationItem | undefined {
  return items?.find((item) => item.name === name);
}
