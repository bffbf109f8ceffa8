import { Documentation, type DefinitionEntry } from "../../../documentation/documentation.js";
import type { Definition, Member, Members, TypeName } from "../../data/format.js";

type Texts = Readonly<Record<string, string>>;

/** Returns the documentation of a model in the form in which the page has it. */
export function documentationOf(definitions: ReadonlyMap<string, Definition>): Documentation {
  return new Documentation(
    Object.fromEntries([...definitions].map(([name, definition]) => [name, entryOf(definition)])),
  );
}

function entryOf(definition: Definition): DefinitionEntry {
  const { kind, documentation } = definition;
  const section = (tag: string): string | undefined => {
    const found = documentation?.sections?.find((each) => each.tag === tag);
    return found && paragraphs(found.text);
  };
  const members = membersOf(definition);
  const base64 = members.filter((member) => member.base64 === true).map(({ name }) => name);
  return {
    kind,
    text: documentation?.body?.map(({ text }) => paragraphs(text)).join("\n\n"),
    since: section("Since"),
    base: baseOf(definition),
    parts: textsOf([
      ...members.map(
        ({ name, type, optional }) => [name, `${optional === true ? "?" : ""}${typeText(type)}`] as const,
      ),
      ...otherParts(definition),
    ]),
    ...(kind === "union" && {
      discriminator: definition.discriminator,
      branches: textsOf(definition.branches.map(({ name, type }) => [name, typeText(type)])),
    }),
    ...(kind === "command" && definition.returns !== undefined && { returns: typeText(definition.returns) }),
    returnsText: section("Returns"),
    errors: section("Errors"),
    partTexts: textsOf((documentation?.members ?? []).map(({ name, text }) => [name, oneLine(text)])),
    features: textsOf((documentation?.features ?? []).map(({ name, text }) => [name, oneLine(text)])),
    ...(base64.length > 0 && { base64 }),
  };
}

/** Returns the members that a definition lists itself. */
function membersOf(definition: Definition): readonly Member[] {
  switch (definition.kind) {
    case "struct":
      return definition.members;
    case "union":
      return listed(definition.base);
    case "command":
    case "accessor":
      return listed(definition.arguments);
    case "event":
      return listed(definition.data);
    case "enum":
    case "alternate":
      return [];
  }
}

function otherParts(definition: Definition): (readonly [string, string])[] {
  if (definition.kind === "enum") return definition.values.map(({ name }) => [name, ""]);
  if (definition.kind !== "alternate") return [];
  return definition.alternatives.map(({ name, type }) => [name, typeText(type)]);
}

function baseOf(definition: Definition): string | undefined {
  switch (definition.kind) {
    case "struct":
      return definition.base;
    case "union":
      return named(definition.base);
    case "command":
    case "accessor":
      return named(definition.arguments);
    case "event":
      return named(definition.data);
    case "enum":
    case "alternate":
      return undefined;
  }
}

function listed(members: Members | undefined): readonly Member[] {
  return members === undefined || typeof members === "string" ? [] : members;
}

function named(members: Members | undefined): string | undefined {
  return typeof members === "string" ? members : undefined;
}

/** Returns a type in QAPI's notation. */
function typeText(type: TypeName): string {
  return typeof type === "string" ? type : `[${typeText(type[0])}]`;
}

/** Returns paragraphs of one line each. */
function paragraphs(text = ""): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => oneLine(paragraph))
    .join("\n\n");
}

function oneLine(text = ""): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}

function textsOf(entries: readonly (readonly [string, string])[]): Texts | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
