import {
  ownMembers,
  partsOf,
  type Definition,
  type Documentation,
  type Members,
  type TypeReference,
  type shippedModel,
} from "qapi-ts-generator/models";
import type { DefinitionEntry } from "./documentation.js";

type ModelReading = ReturnType<typeof shippedModel>;
type Texts = Readonly<Record<string, string>>;

/** Returns the definitions of a model with their documentation, by name. */
export function entriesOf({ model, annotations }: ModelReading): Readonly<Record<string, DefinitionEntry>> {
  return Object.fromEntries(
    model.definitions.map((definition) => {
      const base64 = annotations.base64.get(definition.name);
      return [definition.name, { ...entryOf(definition), ...(base64 && { base64: [...base64] }) }];
    }),
  );
}

function entryOf(definition: Definition): DefinitionEntry {
  const { kind, documentation } = definition;
  const own = kind === "union" || kind === "struct" || "data" in definition;
  const parts = own ? ownMembers(definition) : partsOf(definition);
  return {
    kind,
    text: bodyOf(documentation),
    since: sectionOf(documentation, "Since"),
    base: baseOf(definition),
    parts: textsOf(
      parts.map((part) => [
        part.name,
        "type" in part ? ("optional" in part && part.optional ? "?" : "") + typeText(part.type) : "",
      ]),
    ),
    ...(kind === "union" && {
      discriminator: definition.discriminator,
      branches: textsOf(definition.branches.map(({ name, type }) => [name, typeText(type)])),
    }),
    ...(kind === "command" && definition.returns !== undefined && { returns: typeText(definition.returns) }),
    returnsText: sectionOf(documentation, "Returns"),
    errors: sectionOf(documentation, "Errors"),
    partTexts: itemsOf(documentation?.members),
    features: itemsOf(documentation?.features),
  };
}

function baseOf(definition: Definition): string | undefined {
  if (definition.kind === "struct") return definition.base;
  const members: Members | undefined =
    definition.kind === "union" ? definition.base : "data" in definition ? definition.data : undefined;
  return members?.kind === "named" ? members.type : undefined;
}

/** Returns a type in QAPI's notation: `['str']` is written `[str]`. */
function typeText(type: TypeReference): string {
  return type.kind === "array" ? `[${typeText(type.element)}]` : type.name;
}

/** Returns the paragraphs of the body, each in one line. */
function bodyOf(documentation: Documentation | undefined): string | undefined {
  const paragraphs = documentation?.body.flatMap(({ lines }) => paragraphsOf(lines)) ?? [];
  return paragraphs.length === 0 ? undefined : paragraphs.join("\n\n");
}

function sectionOf(documentation: Documentation | undefined, tag: string): string | undefined {
  const section = documentation?.sections.find((each) => each.tag === tag);
  return section && paragraphsOf(section.lines).join("\n\n");
}

function itemsOf(items: Documentation["members"] | undefined): Texts | undefined {
  return textsOf((items ?? []).map(({ name, lines }) => [name, paragraphsOf(lines).join(" ")]));
}

function paragraphsOf(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.trim())
    .join("\n")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .filter((paragraph) => paragraph !== "");
}

function textsOf(entries: readonly (readonly [string, string])[]): Texts | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
