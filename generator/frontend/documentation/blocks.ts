import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { SectionTag } from "../../model/index.js";
import { headingOf } from "../doc-comment/headings.js";
import type { CommentLine } from "../syntax.js";

/** A violation of a documentation rule, at a line of the comment. */
export interface DocViolation {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly line: CommentLine;
  /** The column within `line.text`, from 0. Default: 0. */
  readonly column?: number;
  readonly help?: string;
}

/** A heading with its indented text, or a paragraph. */
export type Block = {
  /** The heading, or the first line of a paragraph. */
  readonly start: CommentLine;
  /** The lines after `start`. */
  readonly rest: readonly CommentLine[];
} & BlockKind;

type BlockKind =
  | { readonly kind: "member" | "feature"; readonly name: string; readonly first: string }
  | { readonly kind: "section"; readonly tag: SectionTag; readonly first: string }
  | { readonly kind: "features" | "paragraph" };

/**
 * Splits the lines after the symbol line into blocks by the current rules: a heading begins where a paragraph can
 * begin, and its text is indented. `parseDocumentation` also accepts the layouts of older QEMU versions.
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

/** Returns the lines after the first one that are not blank. */
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
  const continues = ({ text }: CommentLine): boolean => {
    if (kind === "features") return false;
    return kind === "paragraph" ? text !== "" : text === "" || text.startsWith(" ");
  };
  let at = from;
  for (let line = lines[at]; line && continues(line); line = lines[at]) at++;
  return at;
}
