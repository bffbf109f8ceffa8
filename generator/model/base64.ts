import type { Annotations } from "./annotations/annotations.js";
import type { Member, Members, Model, TypeReference } from "./model.js";
import { ownMembers, possibleMembers } from "./queries.js";

/** Returns the members that contain base64. */
export function base64Members(model: Model, { base64 }: Annotations): ReadonlySet<Member> {
  const marked = [...base64].flatMap(([name, members]) => {
    const definition = model.byName.get(name);
    return definition === undefined ? [] : ownMembers(definition).filter((each) => members.has(each.name));
  });
  return new Set(marked);
}

/** Finds the paths that lead to members that contain base64. */
export class Base64Paths {
  readonly #model: Model;
  readonly #marked: ReadonlySet<Member>;
  /** The types that contain such a member at any depth. All others are skipped. */
  readonly #containing: ReadonlySet<string>;

  constructor(model: Model, marked: ReadonlySet<Member>) {
    this.#model = model;
    this.#marked = marked;
    this.#containing = containingTypes(model, marked);
  }

  /** Returns dotted paths through objects and through the items of lists. A recursive type is entered once. */
  from(members: Members, within: readonly string[] = []): readonly string[] {
    return possibleMembers(this.#model, members).flatMap((member) => {
      if (this.#marked.has(member)) return [member.name];
      const type = typeName(member.type);
      if (type === undefined || !this.#containing.has(type) || within.includes(type)) return [];
      const inner = this.from({ kind: "named", type }, [...within, type]);
      return inner.map((path) => `${member.name}.${path}`);
    });
  }

  /** Returns the paths from a command's return type. */
  fromType(type: TypeReference): readonly string[] {
    const name = typeName(type);
    return name === undefined || !this.#containing.has(name) ? [] : this.from({ kind: "named", type: name });
  }
}

function containingTypes(model: Model, marked: ReadonlySet<Member>): ReadonlySet<string> {
  const containing = new Set<string>();
  if (marked.size === 0) return containing;
  const types = model.definitions.filter(({ kind }) => kind === "struct" || kind === "union");
  const members = new Map(
    types.map(({ name }) => [name, possibleMembers(model, { kind: "named", type: name })] as const),
  );
  const contains = (member: Member): boolean =>
    marked.has(member) || containing.has(typeName(member.type) ?? "");
  for (let before = -1; before !== containing.size;) {
    before = containing.size;
    for (const [name, own] of members) if (own.some(contains)) containing.add(name);
  }
  return containing;
}

/** The name of a type, or of the items of a list. */
function typeName(type: TypeReference): string | undefined {
  if (type.kind === "array") return typeName(type.element);
  return type.kind === "defined" ? type.name : undefined;
}
