import { visible } from "../../diagnostics/visible.js";
import type { Definition } from "../../model/index.js";
import type { Pragmas } from "../pragmas.js";
import { featuresOf, partsOf } from "../rules/parts.js";
import type { Block } from "./blocks.js";
import type { DocFinding } from "./finding.js";

/** What documentation says of a definition that the definition does not have. */
export function* contentRules(definition: Definition, blocks: readonly Block[]): Iterable<DocFinding> {
  const known = { member: memberNames(definition), feature: featureNames(definition) };
  for (const block of blocks) {
    if (block.kind === "section") yield* sectionRules(definition, block.tag, block);
    if (block.kind !== "member" && block.kind !== "feature") continue;
    if (known[block.kind].has(block.name)) continue;
    const message = `there is no ${block.kind} ${visible(block.name)} to describe`;
    yield { code: "doc-stranger", message, line: block.start };
  }
}

/** The members and features that documentation leaves out, as a message names them. */
export function missingDescriptions(
  definition: Definition,
  blocks: readonly Block[],
  pragmas: Pragmas,
): string[] {
  const exempt = pragmas.documentationExceptions.has(definition.name);
  return [
    ...(exempt ? [] : undescribed("member", memberNames(definition), blocks)),
    ...undescribed("feature", featureNames(definition), blocks),
  ];
}

function* sectionRules(definition: Definition, tag: string, block: Block): Iterable<DocFinding> {
  if (tag !== "Returns" && tag !== "Errors") return;
  if (definition.kind === "accessor") return;
  if (definition.kind !== "command") {
    yield { code: "doc-section", message: `'${tag}:' is only for commands`, line: block.start };
  } else if (tag === "Returns" && !definition.returns) {
    yield {
      code: "doc-section",
      message: "this command returns nothing, there is nothing to say of it",
      line: block.start,
    };
  }
}

function undescribed(
  kind: "member" | "feature",
  names: ReadonlySet<string>,
  blocks: readonly Block[],
): string[] {
  const described = new Set(blocks.flatMap((block) => (block.kind === kind ? [block.name] : [])));
  return [...names].filter((name) => !described.has(name)).map((name) => `${kind} ${visible(name)}`);
}

/** What must be described: what the definition itself writes, but not a union's branches. */
function memberNames(definition: Definition): ReadonlySet<string> {
  const parts = partsOf(definition).filter((part) => definition.kind !== "union" || "optional" in part);
  return new Set(parts.map(({ name }) => name));
}

/** A definition's documentation describes the features of its members and values too. */
function featureNames(definition: Definition): ReadonlySet<string> {
  return new Set(featuresOf(definition).map(({ name }) => name));
}
