import type { Command, Definition, Member, Members, Model, TypeReference } from "../model/index.js";
import type { Entry, Value } from "./layout.js";

/**
 * Returns the pragma expression with the exceptions that the definitions need. The model does not store pragmas, so
 * they are derived from its names, return types and documentation.
 */
export function pragmaValue(model: Model): Value | undefined {
  const lists: Entry[] = [
    ["command-name-exceptions", names(model, hasUnusualName)],
    ["command-returns-exceptions", names(model, (definition) => returnsUnusually(model, definition))],
    ["documentation-exceptions", names(model, hasUndocumentedMember)],
    ["member-name-exceptions", names(model, hasUnusualMember)],
  ];
  const needed = lists.filter(
    ([, value]) => typeof value === "object" && "list" in value && value.list.length > 0,
  );
  return needed.length === 0 ? undefined : { entries: [["pragma", { entries: needed }]] };
}

function names(model: Model, applies: (definition: Definition) => boolean): Value {
  const list = model.definitions.filter(applies).map(({ name }) => name);
  // Sorted by code unit, independently of the locale.
  return { list: list.sort((a, b) => (a < b ? -1 : 1)) };
}

function hasUnusualName({ kind, name }: Definition): boolean {
  return (kind === "command" || kind === "accessor") && withoutPrefix(name).includes("_");
}

function hasUnusualMember(definition: Definition): boolean {
  return memberNames(definition).some((name) => /[A-Z_]/.test(withoutPrefix(name)));
}

function hasUndocumentedMember(definition: Definition): boolean {
  if (!definition.documentation) return false;
  const documented = new Set(definition.documentation.members.map(({ name }) => name));
  return documentedNames(definition).some((name) => !documented.has(name));
}

/** Commands should return an object or an array of objects. */
function returnsUnusually(model: Model, definition: Definition): boolean {
  return (
    definition.kind === "command" && definition.returns !== undefined && !isObject(model, definition.returns)
  );
}

function isObject(model: Model, type: NonNullable<Command["returns"]>): boolean {
  const element: TypeReference = type.kind === "array" ? type.element : type;
  if (element.kind !== "defined") return false;
  const kind = model.byName.get(element.name)?.kind;
  return kind === "struct" || kind === "union";
}

/** The names that need documentation: all but the branches of a union. */
function documentedNames(definition: Definition): string[] {
  return definition.kind === "union" ? inlineNames(definition.base) : memberNames(definition);
}

function memberNames(definition: Definition): string[] {
  switch (definition.kind) {
    case "enum":
      return definition.values.map(nameOf);
    case "struct":
      return definition.members.map(nameOf);
    case "union":
      return [...inlineNames(definition.base), ...definition.branches.map(nameOf)];
    case "alternate":
      return definition.alternatives.map(nameOf);
    case "command":
    case "event":
    case "accessor":
      return inlineNames(definition.data);
  }
}

function inlineNames(members: Members): string[] {
  return members.kind === "inline" ? members.members.map(nameOf) : [];
}

function nameOf({ name }: Pick<Member, "name">): string {
  return name;
}

/** Removes the `__RFQDN_` prefix of downstream extensions, which the naming rules ignore. */
function withoutPrefix(name: string): string {
  return name.replace(/^__[A-Za-z0-9.-]+_/, "");
}
