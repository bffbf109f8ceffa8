import { quote } from "../../diagnostics/escape.js";
import type { CommentLine } from "../syntax.js";
import { descriptionOf, textLines, type Block, type DocViolation } from "./blocks.js";

/** Checks the first line of a definition's documentation: `@NAME:` without further text. */
export function* symbolLineRules(line: CommentLine): Iterable<DocViolation> {
  if (!line.text.endsWith(":")) {
    const message = `${quote(line.text)} must end with ':'`;
    yield { code: "doc-symbol-line", message, line, help: "write '# @NAME:' on a separate line" };
  } else if (line.text === "@:") yield missingName(line);
}

/** Checks the order, number and form of sections. docs/devel/qapi-code-gen.rst, "Definition documentation". */
export function* structureRules(blocks: readonly Block[]): Iterable<DocViolation> {
  yield* orderRules(blocks);
  yield* duplicateRules(blocks);
  for (const [index, block] of blocks.entries()) {
    yield* deindentRules(block);
    yield* textRules(block, blocks[index + 1]);
  }
}

function* orderRules(blocks: readonly Block[]): Iterable<DocViolation> {
  let isAfterMembers = false;
  let other: Block["kind"] | undefined;
  for (const { kind, name, start } of blocks.map((block) => ({ name: "", ...block }))) {
    if (kind !== "member") {
      if (isAfterMembers || kind === "features" || kind === "section") other ??= kind;
      continue;
    }
    isAfterMembers = true;
    if (other === undefined) continue;
    const place = other === "paragraph" ? "directly follow the other descriptions" : "precede the sections";
    yield { code: "doc-order", message: `the description of ${quote(name)} must ${place}`, line: start };
  }
}

function* duplicateRules(blocks: readonly Block[]): Iterable<DocViolation> {
  const seen = new Set<string>();
  for (const block of blocks) {
    const label = labelOf(block);
    if (label === undefined) continue;
    if (seen.has(label)) {
      yield { code: "doc-duplicate", message: `duplicate ${label}`, line: block.start };
    }
    seen.add(label);
  }
}

/** Returns how a message refers to a block of which there can be only one. */
function labelOf(block: Block): string | undefined {
  switch (block.kind) {
    case "member":
      return `description of ${quote(block.name)}`;
    case "feature":
      return `description of feature ${quote(block.name)}`;
    case "features":
      return `section "Features:"`;
    case "section":
      return block.tag === "TODO" || formerTags.has(block.tag) ? undefined : `section "${block.tag}:"`;
    case "paragraph":
    case "intro":
      return undefined;
  }
}

const formerTags: ReadonlySet<string> = new Set(["Note", "Notes", "Example", "Examples"]);

function* textRules(block: Block, next: Block | undefined): Iterable<DocViolation> {
  const line = block.start;
  if (block.kind === "features" && next?.kind !== "feature") {
    yield { code: "doc-empty", message: `"Features:" must be followed by descriptions of features`, line };
  }
  if (block.kind === "paragraph" && /^@\s*:/.test(line.text)) yield missingName(line);
  if (block.kind === "member" || block.kind === "feature") {
    const message = `the description of ${quote(block.name)} must have text on the same line, or indented below`;
    if (block.first === "" && textLines(block).length === 0) yield { code: "doc-empty", message, line };
  }
  if (block.kind !== "section") return;
  const tag = `"${block.tag}:"`;
  if (formerTags.has(block.tag)) {
    const help = `use '.. ${block.tag.startsWith("Note") ? "note" : "qmp-example"}::'`;
    yield { code: "doc-former-tag", message: `the tag ${tag} is no longer supported`, line, help };
  } else if (block.first === "" && textLines(block).length === 0) {
    yield { code: "doc-empty", message: `${tag} must be followed by text`, line };
  }
}

/**
 * The lines after a heading must be indented at least as far as the first of them. A blank line, or the description of
 * another member or feature, ends the text.
 */
function* deindentRules(block: Block): Iterable<DocViolation> {
  const first = block.kind === "intro" ? block.start : textLines(block)[0];
  if (first === undefined || block.kind === "paragraph") return;
  const expected = indentOf(first);
  const all = [block.start, ...block.rest, ...(block.next ? [block.next] : [])];
  const lines = all.slice(all.indexOf(first));
  const at = lines.findIndex((line) => line.text !== "" && indentOf(line) < expected);
  const [before, line] = [lines[at - 1], lines[at]];
  if (line === undefined || before?.text === "" || descriptionOf(line)) return;
  const message = `this line must be indented by at least ${expected} spaces, as the first line below the heading`;
  const help = "indent it, or insert a blank line before it";
  yield { code: "doc-deindent", message, line, column: indentOf(line), help };
}

function indentOf({ text }: CommentLine): number {
  return text.search(/\S/);
}

function missingName(line: CommentLine): DocViolation {
  const message = `"@:" must have a name between '@' and ':'`;
  return { code: "doc-symbol-line", message, line };
}
