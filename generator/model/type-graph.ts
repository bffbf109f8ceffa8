import { UserError, where } from "../diagnostics/diagnostic.js";
import type { Member, Model, StructType, TypeReference, UnionType } from "./model.js";
import { nameIn, ownMembers } from "./queries.js";

/** Returns the structs and unions that a value of a type can be, also as an item of a list or as an alternative. */
export function objectTypesOf(model: Model, type: TypeReference): readonly string[] {
  const names = new Set([nameIn(type)]);
  const found: string[] = [];
  // The iteration includes the names that it adds. An alternate can have lists of itself as an alternative.
  for (const name of names) {
    const definition = model.byName.get(name);
    if (definition?.kind === "struct" || definition?.kind === "union") found.push(name);
    if (definition?.kind !== "alternate") continue;
    for (const branch of definition.alternatives) names.add(nameIn(branch.type));
  }
  return found;
}

/** Returns the structs and unions that contain a marked member at any depth. */
export function containingTypes(
  model: Model,
  marked: { readonly size: number; has(member: Member): boolean },
): ReadonlySet<string> {
  if (marked.size === 0) return new Set();
  const containing = new Set<string>();
  const users = new Map<string, string[]>();
  for (const definition of model.definitions) {
    if (definition.kind !== "struct" && definition.kind !== "union") continue;
    const { name } = definition;
    if (ownMembers(definition).some((member) => marked.has(member))) containing.add(name);
    for (const type of objectTypesIn(model, definition)) {
      const known = users.get(type);
      if (known === undefined) users.set(type, [name]);
      else known.push(name);
    }
  }
  // The iteration includes the types that it adds.
  for (const type of containing) for (const user of users.get(type) ?? []) containing.add(user);
  return containing;
}

/** Returns the structs and unions that a type has as members, and those whose members it has. */
function objectTypesIn(model: Model, type: StructType | UnionType): readonly string[] {
  const base = baseOf(type) ?? [];
  const branches = type.kind === "union" ? type.branches : [];
  return [...ownMembers(type), ...branches].flatMap((each) => objectTypesOf(model, each.type)).concat(base);
}

/** One node, or several that all lead to one another. */
interface Component {
  readonly nodes: ReadonlySet<string>;
  /** Whether a node of it leads to itself. */
  readonly isCyclic: boolean;
}

/**
 * Returns the strongly connected components of a graph by Tarjan's algorithm, each after those that it leads to. It takes
 * linear time, and the depth of the stack does not depend on the graph.
 */
export function components(
  nodes: Iterable<string>,
  successors: (node: string) => readonly string[],
): readonly Component[] {
  const found: Component[] = [];
  const index = new Map<string, number>();
  /** The lowest index that each node on the stack leads to. */
  const lowLink = new Map<string, number>();
  const stack: string[] = [];
  for (const start of nodes) {
    const path = index.has(start) ? [] : [visit(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { node } = at;
      const next = at.pending.next();
      if (next.done !== true) {
        if (!index.has(next.value)) path.push(visit(next.value));
        else if (lowLink.has(next.value)) lower(node, index.get(next.value) ?? 0);
        continue;
      }
      path.pop();
      const own = lowLink.get(node) ?? 0;
      const previous = path.at(-1);
      if (previous !== undefined && own < (index.get(node) ?? 0)) lower(previous.node, own);
      if (own === index.get(node)) found.push(complete(node));
    }
  }
  return found;

  function visit(node: string): { readonly node: string; readonly pending: Iterator<string> } {
    lowLink.set(node, index.size);
    index.set(node, index.size);
    stack.push(node);
    return { node, pending: successors(node).values() };
  }

  function lower(node: string, to: number): void {
    lowLink.set(node, Math.min(lowLink.get(node) ?? to, to));
  }

  function complete(first: string): Component {
    const members = new Set(stack.splice(stack.lastIndexOf(first)));
    for (const node of members) lowLink.delete(node);
    return { nodes: members, isCyclic: members.size > 1 || successors(first).includes(first) };
  }
}

interface LongChains {
  /** A node at each `length` edges of a chain, from its end: a recursion that visits them in this order is not deep. */
  readonly stages: readonly string[];
  /** The most nodes that all lead to one another. */
  readonly largest: readonly string[];
}

/** Returns where to interrupt the recursion along the edges of a graph. */
export function longChains(graph: ReadonlyMap<string, readonly string[]>, length: number): LongChains {
  const successors = (node: string): readonly string[] => graph.get(node) ?? [];
  const heights = new Map<string, number>();
  let largest: readonly string[] = [];
  const stages = components(graph.keys(), successors).flatMap(({ nodes }) => {
    const next = [...nodes].flatMap(successors).filter((node) => !nodes.has(node));
    const below = next.reduce((height, node) => Math.max(height, heights.get(node) ?? 0), 0);
    const height = below + nodes.size;
    for (const node of nodes) heights.set(node, height);
    if (nodes.size > largest.length) largest = [...nodes];
    return Math.floor(height / length) > Math.floor(below / length) ? [...nodes].slice(0, 1) : [];
  });
  return { stages, largest };
}

/** The maximum number of members that the types of a schema have, those of their bases included. */
const maxMembers = 500_000;

/**
 * Refuses a schema whose types repeat too many members of their bases. Validators and comparisons list the members of
 * each type, so their size can grow with the square of the schema.
 * @throws UserError at the type that exceeds the maximum of 500,000 members.
 */
export function checkSize(model: Model): void {
  const counts = new Map<string, number>();
  let total = 0;
  for (const definition of model.definitions) {
    if (definition.kind !== "struct" && definition.kind !== "union") continue;
    total += countMembers(model, definition, counts);
    if (total <= maxMembers) continue;
    throw new UserError(
      `${where(definition.position)}: the types have more than ${maxMembers} members with those of their bases`,
    );
  }
}

/** Counts the members of a type and its bases. `counts` are the known numbers of structs. */
function countMembers(model: Model, type: StructType | UnionType, counts: Map<string, number>): number {
  const chain: (StructType | UnionType)[] = [];
  let at: StructType | UnionType | undefined = type;
  while (at !== undefined && !counts.has(at.name)) {
    chain.push(at);
    const base: string | undefined = baseOf(at);
    const found = base === undefined ? undefined : model.byName.get(base);
    at = found?.kind === "struct" ? found : undefined;
  }
  let count = at === undefined ? 0 : (counts.get(at.name) ?? 0);
  for (const each of chain.reverse()) {
    count += ownMembers(each).length;
    counts.set(each.name, count);
  }
  return count;
}

function baseOf(type: StructType | UnionType): string | undefined {
  if (type.kind === "struct") return type.base;
  return type.base.kind === "named" ? type.base.type : undefined;
}
