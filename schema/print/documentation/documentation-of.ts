import {
  ownMembers,
  partsOf,
  type Definition,
  type Documentation,
  type Members,
  type Model,
  type TypeReference,
} from "qapi-ts-generator";

type Texts = Readonly<Record<string, string>>;

/** A definition and its documentation, without what the command `qmp` does not show. */
interface Entry {
  readonly kind: Definition["kind"];
  readonly text?: string | undefined;
  readonly since?: string | undefined;
  /** The type whose members precede its own: a struct's base, a union's base, or the data of a command or event. */
  readonly base?: string | undefined;
  /** The type of each member, branch or alternative; of an optional member with a leading `?`; empty for a value. */
  readonly parts?: Texts | undefined;
  readonly discriminator?: string | undefined;
  /** The type that each value of the discriminator selects. */
  readonly branches?: Texts | undefined;
  readonly returns?: string | undefined;
  readonly returnsText?: string | undefined;
  readonly errors?: string | undefined;
  readonly partTexts?: Texts | undefined;
  readonly features?: Texts | undefined;
}

/** Returns the definitions of a model by name. */
export function documentationOf({ definitions }: Model): Readonly<Record<string, Entry>> {
  return Object.fromEntries(definitions.map((definition) => [definition.name, entryOf(definition)]));
}

function entryOf(definition: Definition): Entry {
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
