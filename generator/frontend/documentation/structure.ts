import { quote } from "../../diagnostics/escape.js";
import type { CommentLine } from "../syntax.js";
import { textLines, type Block, type DocViolation } from "./blocks.js";

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
  const firstSection = blocks.findIndex(({ kind }) => kind === "features" || kind === "section");
  if (firstSection === -1) return;
  for (const block of blocks.slice(firstSection)) {
    if (block.kind !== "member") continue;
    const message = `the description of ${quote(block.name)} must precede the sections`;
    yield { code: "doc-order", message, line: block.start };
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
    case "feature":
      return `description of ${block.kind} ${quote(block.name)}`;
    case "features":
      return `section "Features:"`;
    case "section":
      return block.tag === "TODO" || formerTags.has(block.tag) ? undefined : `section "${block.tag}:"`;
    case "paragraph":
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
  if (block.kind !== "section") return;
  const tag = `"${block.tag}:"`;
  if (formerTags.has(block.tag)) {
    const help = `use '.. ${block.tag.startsWith("Note") ? "note" : "qmp-example"}::'`;
    yield { code: "doc-former-tag", message: `the tag ${tag} is no longer supported`, line, help };
  } else if (block.first === "" && textLines(block).length === 0) {
    yield { code: "doc-empty", message: `${tag} must be followed by text`, line };
  }
}

/** The lines after a heading must be indented at least as far as the first of them. */
function* deindentRules(block: Block): Iterable<DocViolation> {
  if (block.kind === "paragraph") return;
  const indents = textLines(block).map((line) => ({ line, indent: line.text.search(/\S/) }));
  const expected = indents[0]?.indent ?? 0;
  const short = indents.find(({ indent }) => indent < expected);
  if (!short) return;
  const message = `this line must be indented by at least ${expected} spaces, as the first line below the heading`;
  yield { code: "doc-deindent", message, line: short.line, column: short.indent };
}

function missingName(line: CommentLine): DocViolation {
  const message = `"@:" must have a name between '@' and ':'`;
  return { code: "doc-symbol-line", message, line };
}
