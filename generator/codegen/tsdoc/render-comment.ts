import { type Block, type Lines, renderBlocks } from "./markdown.js";
import type { Comment, CommentPart, SchemaText, TitledPart } from "./comment.js";
import { codeSpan } from "./inline.js";
import { parseBlocks } from "./restructured-text.js";

/** Renders a comment as lines of Markdown. */
export function renderComment(comment: Comment): Lines {
  const lines: string[] = [];
  let last: CommentPart | undefined;
  for (const part of comment) {
    const rendered = renderPart(part);
    if (rendered.length === 0) continue;
    if (last !== undefined && !belongTogether(last, part)) lines.push("");
    for (const line of rendered) lines.push(line);
    last = part;
  }
  return lines;
}

/** Whether two parts are not separated by an empty line. */
function belongTogether(a: CommentPart, b: CommentPart): boolean {
  if (typeof a === "string" || typeof b === "string") return false;
  return a.kind === b.kind && (a.kind === "tag" || a.kind === "item");
}

function renderPart(part: CommentPart): Lines {
  if (typeof part === "string") return [part];
  switch (part.kind) {
    case "text":
      return renderText(part.text);
    case "note":
    case "example":
      return renderTitled(part);
    case "feature":
      return led(part.lead, renderText(part.text));
    case "tag":
      return renderTag(part.name, typeof part.text === "string" ? [part.text] : renderText(part.text));
    case "item":
      return renderItem(part.name, part.comment);
  }
}

function renderText({ lines, links }: SchemaText): Lines {
  return lines.length === 0 ? [] : render(parseBlocks(lines), links);
}

function renderTitled({ kind, title, text }: TitledPart): Lines {
  const blocks: readonly Block[] =
    kind === "note" ? parseBlocks(text.lines) : [{ kind: "literal", lines: text.lines }];
  return render([{ kind: "titled", title, blocks }], text.links);
}

function render(blocks: readonly Block[], links: SchemaText["links"]): Lines {
  const byName = new Map(links);
  return renderBlocks(blocks, (name) => byName.get(name));
}

/** Joins a lead and its text. A lead without text becomes a sentence. Lists and code start on a new line. */
function led(lead: string, text: Lines): Lines {
  const [first, ...rest] = text;
  if (first === undefined) return [`${lead}.`];
  return startsBlock(first) ? [`${lead}:`, "", ...text] : [`${lead}: ${first}`, ...rest];
}

/** Renders a block tag. Lists and code start on a new line. */
function renderTag(name: string, text: Lines): Lines {
  const [first, ...rest] = text;
  if (first === undefined) return [`@${name}`];
  return startsBlock(first) ? [`@${name}`, ...text] : [`@${name} ${first}`, ...rest];
}

/** Whether a line of Markdown is the first of a list or of code. */
function startsBlock(line: string): boolean {
  return /^(?:- |1\. |```)/.test(line);
}

function renderItem(name: string, comment: Comment): Lines {
  const text = renderComment(comment.map(untagged));
  if (text.length === 0) return [];
  const lines = led(codeSpan(name), text);
  return lines.map((line, index) => (index === 0 ? `- ${line}` : line === "" ? "" : `  ${line}`));
}

/** Converts tags in list items to features, because a block tag applies to the whole comment. */
function untagged(part: CommentPart): CommentPart {
  if (typeof part === "string" || part.kind !== "tag" || typeof part.text === "string") return part;
  return { kind: "feature", lead: part.name.charAt(0).toUpperCase() + part.name.slice(1), text: part.text };
}
