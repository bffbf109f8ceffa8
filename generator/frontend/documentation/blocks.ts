import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { SectionTag } from "../../model/index.js";
import { headingOf } from "./documentation.js";
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
  /** The line that follows, if no blank line is between. */
  readonly next?: CommentLine | undefined;
} & BlockKind;

type BlockKind =
  | { readonly kind: "member" | "feature"; readonly name: string; readonly first: string }
  | { readonly kind: "section"; readonly tag: SectionTag; readonly first: string }
  /** An intro is indented text below the symbol line, to which it belongs as text does to a heading. */
  | { readonly kind: "features" | "paragraph" | "intro" };

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
    const isIntro = blocks.length === 0 && start.text.startsWith(" ");
    const kind: BlockKind = isIntro ? { kind: "intro" } : kindOf(start, inFeatures);
    inFeatures = kind.kind === "features" || kind.kind === "feature";
    const end = endOf(lines, at + 1, kind);
    const isAdjacent = lines[end - 1]?.text !== "";
    blocks.push({ ...kind, start, rest: lines.slice(at + 1, end), ...(isAdjacent && { next: lines[end] }) });
    at = end;
  }
  return blocks;
}

/** Returns the lines after the first one that are not blank. */
export function textLines({ rest }: Block): readonly CommentLine[] {
  return rest.filter(({ text }) => text !== "");
}

/** A description begins with `@NAME:`. Space need not follow, unlike in the documentation of older QEMU versions. */
const description = /^@([^:\s][^:]{0,1000}): */;

/** Returns the name that a line begins to describe, and the text after it. */
export function descriptionOf({ text }: CommentLine): { name: string; first: string } | undefined {
  const match = description.exec(text);
  return match?.[1] === undefined ? undefined : { name: match[1], first: text.slice(match[0].length) };
}

function kindOf(line: CommentLine, inFeatures: boolean): BlockKind {
  const described = descriptionOf(line);
  if (described) return { kind: inFeatures ? "feature" : "member", ...described };
  const heading = headingOf(line.text);
  switch (heading?.kind) {
    case undefined:
    case "item":
      return { kind: "paragraph" };
    case "features":
      return { kind: "features" };
    case "section":
      return { kind: "section", tag: heading.tag, first: heading.rest };
  }
}

function endOf(lines: readonly CommentLine[], from: number, { kind }: BlockKind): number {
  const continues = ({ text }: CommentLine): boolean => {
    if (kind === "features") return false;
    return kind === "paragraph" ? text !== "" : text === "" || text.startsWith(" ");
  };
  let at = from;
  for (let line = lines[at]; line && continues(line); line = lines[at]) at++;
  return at;
}
