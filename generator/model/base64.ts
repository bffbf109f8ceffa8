import type { Annotations } from "./annotations.js";
import { possibleMembers } from "./member-at.js";
import type { Definition, Member, Members, Model, TypeReference } from "./model.js";

/** The members that a definition writes itself. */
export function ownMembers(definition: Definition): readonly Member[] {
  if (definition.kind === "struct") return definition.members;
  const members =
    "data" in definition ? definition.data : definition.kind === "union" ? definition.base : undefined;
  return members?.kind === "inline" ? members.members : [];
}

/** The members that hold base64. */
export function base64Members(model: Model, { base64 }: Annotations): ReadonlySet<Member> {
  const marked = [...base64].flatMap(([name, members]) => {
    const definition = model.byName.get(name);
    return definition === undefined ? [] : ownMembers(definition).filter((each) => members.has(each.name));
  });
  return new Set(marked);
}

/** Finds the ways that lead to such members. */
export class Base64Paths {
  readonly #model: Model;
  readonly #marked: ReadonlySet<Member>;
  /** The types from which some way leads to one; only these are gone into. */
  readonly #leading: ReadonlySet<string>;

  constructor(model: Model, marked: ReadonlySet<Member>) {
    this.#model = model;
    this.#marked = marked;
    this.#leading = leadingTypes(model, marked);
  }

  /** Dotted paths through objects; lists are gone through. A type that holds itself is gone into once. */
  from(members: Members, within: readonly string[] = []): readonly string[] {
    return possibleMembers(this.#model, members).flatMap((member) => {
      if (this.#marked.has(member)) return [member.name];
      const type = typeName(member.type);
      if (type === undefined || !this.#leading.has(type) || within.includes(type)) return [];
      const inner = this.from({ kind: "named", type }, [...within, type]);
      return inner.map((path) => `${member.name}.${path}`);
    });
  }

  /** From what a command returns. */
  fromType(type: TypeReference): readonly string[] {
    const name = typeName(type);
    return name === undefined || !this.#leading.has(name) ? [] : this.from({ kind: "named", type: name });
  }
}

function leadingTypes(model: Model, marked: ReadonlySet<Member>): ReadonlySet<string> {
  const leading = new Set<string>();
  if (marked.size === 0) return leading;
  const types = model.definitions.filter(({ kind }) => kind === "struct" || kind === "union");
  const members = new Map(
    types.map(({ name }) => [name, possibleMembers(model, { kind: "named", type: name })] as const),
  );
  const isWay = (member: Member): boolean => marked.has(member) || leading.has(typeName(member.type) ?? "");
  for (let before = -1; before !== leading.size;) {
    before = leading.size;
    for (const [name, own] of members) if (own.some(isWay)) leading.add(name);
  }
  return leading;
}

/** The type's name, or that of a list's items. */
function typeName(type: TypeReference): string | undefined {
  if (type.kind === "array") return typeName(type.element);
  return type.kind === "defined" ? type.name : undefined;
}
