import { visible } from "../../diagnostics/visible.js";
import type { CommentLine } from "../syntax.js";
import { textLines, type Block } from "./blocks.js";
import type { DocFinding } from "./finding.js";

/** The line that names the definition: `@NAME:` and nothing else. */
export function* symbolLineRules(line: CommentLine): Iterable<DocFinding> {
  if (!line.text.endsWith(":")) {
    yield { code: "doc-symbol-line", message: "the line that names the definition must end with ':'", line };
  } else if (line.text === "@:") yield namelessItem(line);
}

/** The order, number and form of the sections. docs/devel/qapi-code-gen.rst, "Definition documentation". */
export function* structureRules(blocks: readonly Block[]): Iterable<DocFinding> {
  yield* orderRules(blocks);
  yield* duplicateRules(blocks);
  for (const [index, block] of blocks.entries()) {
    yield* deindentRules(block);
    yield* textRules(block, blocks[index + 1]);
  }
}

function* orderRules(blocks: readonly Block[]): Iterable<DocFinding> {
  const firstSection = blocks.findIndex(({ kind }) => kind === "features" || kind === "section");
  if (firstSection === -1) return;
  for (const block of blocks.slice(firstSection)) {
    if (block.kind !== "member") continue;
    const message = `the description of ${visible(block.name)} must stand before the sections`;
    yield { code: "doc-order", message, line: block.start };
  }
}

function* duplicateRules(blocks: readonly Block[]): Iterable<DocFinding> {
  const seen = new Set<string>();
  for (const block of blocks) {
    const label = labelOf(block);
    if (label === undefined) continue;
    if (seen.has(label))
      yield { code: "doc-duplicate", message: `${label} stands there twice`, line: block.start };
    seen.add(label);
  }
}

/** What there can be only one of. */
function labelOf(block: Block): string | undefined {
  switch (block.kind) {
    case "member":
    case "feature":
      return `the description of ${block.kind} ${visible(block.name)}`;
    case "features":
      return "'Features:'";
    case "section":
      return block.tag === "TODO" || formerTags.has(block.tag) ? undefined : `'${block.tag}:'`;
    case "paragraph":
      return undefined;
  }
}

const formerTags: ReadonlySet<string> = new Set(["Note", "Notes", "Example", "Examples"]);

function* textRules(block: Block, next: Block | undefined): Iterable<DocFinding> {
  const line = block.start;
  if (block.kind === "features" && next?.kind !== "feature") {
    const message = "descriptions of features must follow 'Features:'";
    yield { code: "doc-empty", message, line: next?.start ?? line };
  }
  if (block.kind === "paragraph" && /^@\s*:/.test(line.text)) yield namelessItem(line);
  if (block.kind !== "section") return;
  if (formerTags.has(block.tag)) {
    const help = `use '.. ${block.tag.startsWith("Note") ? "note" : "qmp-example"}::'`;
    yield { code: "doc-former-tag", message: `the tag '${block.tag}:' is no longer supported`, line, help };
  } else if (block.first === "" && textLines(block).length === 0) {
    yield { code: "doc-empty", message: `text must follow '${block.tag}:'`, line };
  }
}

/** The lines behind a heading line up with the first of them, or stand deeper. */
function* deindentRules(block: Block): Iterable<DocFinding> {
  if (block.kind === "paragraph") return;
  const indents = textLines(block).map((line) => ({ line, indent: line.text.search(/\S/) }));
  const expected = indents[0]?.indent ?? 0;
  const short = indents.find(({ indent }) => indent < expected);
  if (!short) return;
  const message = `this line must be indented by at least ${expected} spaces`;
  yield { code: "doc-deindent", message, line: short.line };
}

function namelessItem(line: CommentLine): DocFinding {
  return { code: "doc-symbol-line", message: "a name must stand between '@' and ':'", line };
}
