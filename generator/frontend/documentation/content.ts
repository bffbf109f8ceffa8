import { quote } from "../../diagnostics/escape.js";
import { limitedSearch } from "../../diagnostics/suggest.js";
import { type Definition, featuresOf, type PartKind, partsOf, type Position } from "../../model/index.js";
import type { Pragmas } from "../pragmas.js";
import type { CommentLine } from "../syntax.js";
import type { Block, DocViolation } from "./blocks.js";

/** Checks that the definition has what its documentation describes. */
export function* contentRules(definition: Definition, blocks: readonly Block[]): Iterable<DocViolation> {
  const names = {
    member: new Set(documentedParts(definition).map(({ name }) => name)),
    feature: new Set(featuresOf(definition).map(({ name }) => name)),
  };
  const findClosest = limitedSearch();
  for (const block of blocks) {
    if (block.kind === "section") yield* sectionRules(definition, block.tag, block);
    if (block.kind !== "member" && block.kind !== "feature") continue;
    if (names[block.kind].has(block.name)) continue;
    const kind = block.kind === "feature" ? block.kind : listedKind(definition);
    const message = `${quote(block.name)} is not a ${kind} of ${definition.kind} ${quote(definition.name)}`;
    const closest = findClosest(block.name, [...names[block.kind]]);
    const help = closest === undefined ? {} : { help: `did you mean ${quote(closest)}?` };
    yield { code: "doc-unknown", message, line: block.start, ...help };
  }
}

/** Returns what the parts of a definition that must be described are. */
function listedKind({ kind }: Definition): PartKind {
  if (kind === "enum") return "value";
  return kind === "alternate" ? "branch" : "member";
}

/** A member, value, branch or feature without a description. */
export interface Undescribed {
  readonly kind: PartKind | "feature";
  readonly name: string;
  readonly position: Position;
}

/** Returns the parts and features that the documentation does not describe. */
export function undescribedParts(
  definition: Definition,
  blocks: readonly Block[],
  pragmas: Pragmas,
): readonly Undescribed[] {
  const isExempt = pragmas.documentationExceptions.has(definition.name);
  const parts = isExempt ? [] : documentedParts(definition);
  const described = (kind: "member" | "feature"): Set<string> =>
    new Set(blocks.flatMap((block) => (block.kind === kind ? [block.name] : [])));
  return [
    ...undescribed(listedKind(definition), parts, described("member")),
    // The documentation of a definition also describes the features of its members and values.
    ...undescribed("feature", featuresOf(definition), described("feature")),
  ];
}

function* sectionRules(definition: Definition, tag: string, { start }: Block): Iterable<DocViolation> {
  if (tag !== "Returns" && tag !== "Errors") return;
  if (definition.kind === "accessor") return;
  const { kind, name } = definition;
  if (kind !== "command") {
    const message = `"${tag}:" applies only to commands, not to ${kind} ${quote(name)}`;
    yield { code: "doc-section", message, line: start };
  } else if (tag === "Returns" && !definition.returns) {
    const message = `"Returns:" does not apply to command ${quote(name)}, which returns nothing`;
    yield { code: "doc-section", message, line: start };
  }
}

function undescribed(
  kind: Undescribed["kind"],
  parts: readonly Pick<Undescribed, "name" | "position">[],
  described: Set<string>,
): readonly Undescribed[] {
  return parts.flatMap(({ name, position }) => {
    if (described.has(name)) return [];
    described.add(name);
    return [{ kind, name, position }];
  });
}

/** The parts that must be described: those that the definition lists, except for the branches of a union. */
export function documentedParts(definition: Definition): readonly Pick<Undescribed, "name" | "position">[] {
  return partsOf(definition).filter((part) => definition.kind !== "union" || "optional" in part);
}

/** The maximum width of a line of documentation in columns, including its `# `. */
const maxWidth = 70;
const prefixWidth = 2;

const urlAlone = /^ *[a-z]+:\/\/[^ ]*$/;
/** The end of a sentence followed by one space. `e.g.` and the number of a list item do not end a sentence. */
const sentenceEnd = /(?:\be\.g\.|^ *\d+\.|([.!?])) [A-Z0-9(]/g;
const literalDirective = /^ *\.\. (qmp-example|code-block)::/;

/** Checks the width of lines and the space between sentences. Literal blocks are exempt. */
export function* layoutRules(lines: readonly CommentLine[]): Iterable<DocViolation> {
  let literal: number | undefined;
  for (const line of lines) {
    const indent = line.text.search(/\S/);
    if (indent === -1) continue;
    if (literal !== undefined && indent > literal) continue;
    literal = opensLiteral(line.text) ? indent : undefined;
    yield* lineRules(line);
  }
}

function opensLiteral(text: string): boolean {
  return literalDirective.test(text) || (text.endsWith("::") && !/^ *\.\. /.test(text));
}

function* lineRules(line: CommentLine): Iterable<DocViolation> {
  const { text } = line;
  const characters = Array.from(text);
  const width = characters.length + prefixWidth;
  if (width > maxWidth && !urlAlone.test(text)) {
    const message = `this line has ${width} columns; the maximum is ${maxWidth}`;
    const column = characters.slice(0, maxWidth - prefixWidth).join("").length;
    yield { code: "doc-width", message, line, column };
  }
  for (const match of text.matchAll(sentenceEnd)) {
    if (match[1] === undefined) continue;
    const message = "sentences must be separated by two spaces";
    yield { code: "doc-sentence", message, line, column: match.index };
  }
}
