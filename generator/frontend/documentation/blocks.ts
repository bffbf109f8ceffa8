import { headingOf } from "../doc-comment/headings.js";
import type { SectionTag } from "../../model/index.js";
import type { CommentLine } from "../syntax.js";

/** A heading with the indented text that belongs to it, or a paragraph. */
export type Block = {
  /** The line that it begins with. */
  readonly start: CommentLine;
  /** The lines behind that one. */
  readonly rest: readonly CommentLine[];
} & BlockKind;

type BlockKind =
  | { readonly kind: "member" | "feature"; readonly name: string; readonly first: string }
  | { readonly kind: "section"; readonly tag: SectionTag; readonly first: string }
  | { readonly kind: "features" | "paragraph" };

/**
 * Takes the lines behind a symbol line apart as today's rules have it: a heading is one only where a paragraph
 * could begin, and its text is what follows indented. (The parser that `generate` uses knows older habits too.)
 */
export function blocksOf(lines: readonly CommentLine[]): Block[] {
  const blocks: Block[] = [];
  let inFeatures = false;
  for (let at = 0; at < lines.length;) {
    const start = lines[at];
    if (start === undefined || start.text === "") {
      at++;
      continue;
    }
    const kind = kindOf(start, inFeatures);
    inFeatures = kind.kind === "features" || kind.kind === "feature";
    const end = endOf(lines, at + 1, kind.kind);
    blocks.push({ ...kind, start, rest: lines.slice(at + 1, end) });
    at = end;
  }
  return blocks;
}

/** The text of the lines behind a heading's own that is not blank. */
export function textLines({ rest }: Block): readonly CommentLine[] {
  return rest.filter(({ text }) => text !== "");
}

function kindOf({ text }: CommentLine, inFeatures: boolean): BlockKind {
  const heading = headingOf(text);
  switch (heading?.kind) {
    case undefined:
      return { kind: "paragraph" };
    case "features":
      return { kind: "features" };
    case "item":
      return { kind: inFeatures ? "feature" : "member", name: heading.name, first: heading.rest };
    case "section":
      return { kind: "section", tag: heading.tag, first: heading.rest };
  }
}

function endOf(lines: readonly CommentLine[], from: number, kind: Block["kind"]): number {
  const goesOn = ({ text }: CommentLine): boolean => {
    if (kind === "features") return false;
    return kind === "paragraph" ? text !== "" : text === "" || text.startsWith(" ");
  };
  let at = from;
  for (let line = lines[at]; line && goesOn(line); line = lines[at]) at++;
  return at;
}
