import type { Definition, Documentation, Members, TypeName, Use, UseRole } from "../../data/format.js";

/** Returns what refers to each definition, by its name. Documentation refers to it as `@NAME`. */
export function usesOf(definitions: readonly Definition[]): ReadonlyMap<string, readonly Use[]> {
  const names = new Set(definitions.map(({ name }) => name));
  const uses = new Map<string, Use[]>();
  for (const definition of definitions) {
    const seen = new Set<string>();
    for (const { to, role, part } of referencesOf(definition)) {
      // A text repeats what a member already refers to.
      if (!names.has(to) || to === definition.name || (role === "text" && seen.has(to))) continue;
      seen.add(to);
      uses.set(to, [
        ...(uses.get(to) ?? []),
        part === undefined ? [definition.name, role] : [definition.name, role, part],
      ]);
    }
  }
  return uses;
}

interface Reference {
  readonly to: string;
  readonly role: UseRole;
  readonly part?: string;
}

function referencesOf(definition: Definition): readonly Reference[] {
  return [...structureOf(definition), ...textReferences(definition.documentation)];
}

function structureOf(definition: Definition): readonly Reference[] {
  switch (definition.kind) {
    case "enum":
      return [];
    case "struct":
      return [
        ...(definition.base === undefined ? [] : [{ to: definition.base, role: "base" } as const]),
        ...membersOf(definition.members, "base", "member"),
      ];
    case "union":
      return [
        ...membersOf(definition.base, "base", "member"),
        ...definition.branches.map(({ name, type }) => reference(type, "branch", name)),
      ];
    case "alternate":
      return definition.alternatives.map(({ name, type }) => reference(type, "alternative", name));
    case "event":
      return membersOf(definition.data, "data", "member");
    case "accessor":
      return [
        ...membersOf(definition.arguments, "arguments", "argument"),
        reference(definition.event, "returns"),
      ];
    case "command":
      return [
        ...membersOf(definition.arguments, "arguments", "argument"),
        ...(definition.returns === undefined ? [] : [reference(definition.returns, "returns")]),
        ...stringsIn(definition.completion).map((to) => ({ to, role: "completion" }) as const),
      ];
  }
}

function membersOf(members: Members, named: UseRole, each: UseRole): readonly Reference[] {
  if (typeof members === "string") return [{ to: members, role: named }];
  return members.map(({ name, type }) => reference(type, each, name));
}

function reference(type: TypeName, role: UseRole, part?: string): Reference {
  const to = elementOf(type);
  return part === undefined ? { to, role } : { to, role, part };
}

function elementOf(type: TypeName): string {
  return typeof type === "string" ? type : elementOf(type[0]);
}

/** The names of events and commands are anywhere in a completion. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function textReferences(documentation: Documentation | undefined): readonly Reference[] {
  const { body = [], members = [], features = [], sections = [] } = documentation ?? {};
  return [...body, ...members, ...features, ...sections].flatMap(({ text = "" }) =>
    [...text.matchAll(/@([\w-]+\w)/g)].map(([, to = ""]) => ({ to, role: "text" }) as const),
  );
}
