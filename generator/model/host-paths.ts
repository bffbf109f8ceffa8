import type { HostResource, HostResourceKind } from "qapi-ts/codegen";
import type { Annotations } from "./annotations/annotations.js";
import { components, containingTypes, objectTypesOf } from "./type-graph.js";
import type { Command, Member, Members, Model } from "./model.js";
import { ownMembers, possibleMembers } from "./queries.js";

/** The most paths within a type, and the most steps of one. Types that are used twice at each level multiply the paths. */
const [maxPaths, maxSteps] = [64, 16];

/** Finds the arguments of commands that name resources of the host. */
export class HostPaths {
  readonly #model: Model;
  readonly #host: Annotations["host"];
  readonly #kinds: ReadonlyMap<Member, readonly HostResourceKind[]>;
  /** The paths within each type that contains such a member at any depth. */
  readonly #byType = new Map<string, readonly HostResource[]>();

  constructor(model: Model, { host }: Pick<Annotations, "host">) {
    this.#model = model;
    this.#host = host;
    this.#kinds = kindsByMember(model, host);
    this.#findPaths();
  }

  /** Returns the paths to a command's arguments in the order of the schema, each once for each kind of resource. */
  of(command: Command): readonly HostResource[] {
    const { data } = command;
    const listed = data.kind === "named" ? (this.#byType.get(data.type) ?? []) : this.#from(data);
    return limited([...listed, ...this.#open(command)]);
  }

  /** Returns the annotated arguments that the schema does not list, because they are open. */
  #open({ name, data, gen }: Command): readonly HostResource[] {
    if (gen) return [];
    const listed = new Set(possibleMembers(this.#model, data).map((member) => member.name));
    return [...(this.#host.get(name) ?? [])]
      .filter(([member]) => !listed.has(member))
      .flatMap(([member, kinds]) => kinds.map((kind) => ({ path: member, kind })));
  }

  /**
   * Finds the paths within each type, after those within the types of its members. A path within types that contain one
   * another can be of any length, so it begins with `**` and continues from any of them.
   */
  #findPaths(): void {
    const containing = containingTypes(this.#model, this.#kinds);
    const successors = (type: string): readonly string[] =>
      possibleMembers(this.#model, { kind: "named", type })
        .flatMap((member) => objectTypesOf(this.#model, member.type))
        .filter((each) => containing.has(each));
    for (const { nodes, isCyclic } of components(containing, successors)) {
      const within = [...nodes].flatMap((type) => this.#from({ kind: "named", type }));
      const found = limited(isCyclic ? prefixed("**", within) : within);
      for (const type of nodes) this.#byType.set(type, found);
    }
  }

  /** Returns the paths through members, except those through types whose paths are not found yet. */
  #from(members: Members): readonly HostResource[] {
    return possibleMembers(this.#model, members).flatMap((member) => {
      const kinds = this.#kinds.get(member);
      if (kinds !== undefined) return kinds.map((kind) => ({ path: member.name, kind }));
      const types = objectTypesOf(this.#model, member.type);
      return types.flatMap((type) => prefixed(member.name, this.#byType.get(type) ?? []));
    });
  }
}

function kindsByMember(
  model: Model,
  host: Annotations["host"],
): ReadonlyMap<Member, readonly HostResourceKind[]> {
  const kinds = new Map<Member, readonly HostResourceKind[]>();
  for (const [name, members] of host) {
    const definition = model.byName.get(name);
    for (const member of definition === undefined ? [] : ownMembers(definition)) {
      const found = members.get(member.name);
      if (found !== undefined) kinds.set(member, found);
    }
  }
  return kinds;
}

function prefixed(step: string, resources: readonly HostResource[]): readonly HostResource[] {
  return resources.map(({ path, kind }) => ({ path: `${step}.${path}`, kind }));
}

/**
 * Returns each resource once. Paths that are too many or too long are replaced by `**` and their last steps, and if these
 * are too many, by `**`, which stands for every argument.
 */
function limited(resources: readonly HostResource[]): readonly HostResource[] {
  const found = distinct(resources);
  const isLong = ({ path }: HostResource): boolean => path.split(".").length > maxSteps;
  if (found.length <= maxPaths && !found.some(isLong)) return found;
  const byName = distinct(
    found.map(({ path, kind }) => ({ path: `**.${path.slice(path.lastIndexOf(".") + 1)}`, kind })),
  );
  return byName.length <= maxPaths ? byName : distinct(found.map(({ kind }) => ({ path: "**", kind })));
}

function distinct(resources: readonly HostResource[]): readonly HostResource[] {
  return [...new Map(resources.map((each) => [`${each.kind} ${each.path}`, each])).values()];
}
