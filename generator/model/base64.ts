import type { Annotations } from "./annotations/annotations.js";
import { containingTypes, objectTypesOf } from "./type-graph.js";
import type { Command, Member, Members, Model, TypeReference } from "./model.js";
import { ownMembers, possibleMembers } from "./queries.js";

/** Returns the members that contain base64. */
export function base64Members(model: Model, { base64 }: Annotations): ReadonlySet<Member> {
  const marked = [...base64].flatMap(([name, members]) => {
    const definition = model.byName.get(name);
    return definition === undefined ? [] : ownMembers(definition).filter((each) => members.has(each.name));
  });
  return new Set(marked);
}

/** The maximum number of paths from one command. Types that are used twice at each level multiply them. */
export const maxBase64Paths = 1000;

/** The paths to the members of a command that contain base64. */
export type Base64OfCommand = { readonly [Part in "arguments" | "returns"]?: readonly string[] };

/** Returns the paths to the base64 members of each command that has any. */
export function base64ByCommand(
  model: Model,
  marked: ReadonlySet<Member>,
): Readonly<Record<string, Base64OfCommand>> {
  if (marked.size === 0) return {};
  const paths = new Base64Paths(model, marked);
  const commands = model.definitions.filter((each) => each.kind === "command");
  return Object.fromEntries(
    commands
      .map((command) => [command.name, pathsOf(paths, command)] as const)
      .filter(([, members]) => Object.keys(members).length > 0),
  );
}

function pathsOf(paths: Base64Paths, { data, returns }: Command): Base64OfCommand {
  const taken = paths.from(data);
  const returned = returns === undefined ? [] : paths.fromType(returns);
  return {
    ...(taken.length > 0 && { arguments: taken }),
    ...(returned.length > 0 && { returns: returned }),
  };
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

  /** Reports whether a path leads from the members to a member that contains base64. */
  isReachable(members: Members): boolean {
    return possibleMembers(this.#model, members).some((member) => this.#leadsOn(member));
  }

  /**
   * Returns dotted paths through objects and through the items of lists, at most one more than `maxBase64Paths`. A
   * recursive type is entered once.
   */
  from(members: Members): readonly string[] {
    const paths: string[] = [];
    for (const path of this.#walk(members, "", [])) {
      paths.push(path);
      if (paths.length > maxBase64Paths) break;
    }
    return paths;
  }

  /** Returns the paths from a command's return type. */
  fromType(type: TypeReference): readonly string[] {
    return this.#typesOf(type).flatMap((name) => this.from({ kind: "named", type: name }));
  }

  #leadsOn(member: Member): boolean {
    return this.#marked.has(member) || this.#typesOf(member.type).length > 0;
  }

  *#walk(members: Members, prefix: string, within: readonly string[]): Generator<string> {
    for (const member of possibleMembers(this.#model, members)) {
      const path = `${prefix}${member.name}`;
      if (this.#marked.has(member)) {
        yield path;
        continue;
      }
      for (const type of this.#typesOf(member.type)) {
        if (within.includes(type)) continue;
        yield* this.#walk({ kind: "named", type }, `${path}.`, [...within, type]);
      }
    }
  }

  /** Returns the types of the objects in a value that lead to such a member. */
  #typesOf(type: TypeReference): readonly string[] {
    return objectTypesOf(this.#model, type).filter((name) => this.#containing.has(name));
  }
}
