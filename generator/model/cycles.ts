/** One node, or several that all lead to one another. */
interface Component {
  readonly nodes: ReadonlySet<string>;
  /** Whether a node of it leads to itself. */
  readonly isCyclic: boolean;
}

/**
 * Returns the strongly connected components of a graph by Tarjan's algorithm, each after those that it leads to. It takes
 * linear time and no stack, however long the paths are.
 */
export function components(
  nodes: Iterable<string>,
  successors: (node: string) => readonly string[],
): readonly Component[] {
  const found: Component[] = [];
  const order = new Map<string, number>();
  /** The earliest node that each node of a component that is not complete leads to. */
  const earliest = new Map<string, number>();
  const open: string[] = [];
  for (const start of nodes) {
    const path = order.has(start) ? [] : [visit(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { node } = at;
      const next = at.pending.next();
      if (next.done !== true) {
        if (!order.has(next.value)) path.push(visit(next.value));
        else if (earliest.has(next.value)) lower(node, order.get(next.value) ?? 0);
        continue;
      }
      path.pop();
      const own = earliest.get(node) ?? 0;
      const previous = path.at(-1);
      if (previous !== undefined && own < (order.get(node) ?? 0)) lower(previous.node, own);
      if (own === order.get(node)) found.push(complete(node));
    }
  }
  return found;

  function visit(node: string): { readonly node: string; readonly pending: Iterator<string> } {
    earliest.set(node, order.size);
    order.set(node, order.size);
    open.push(node);
    return { node, pending: successors(node).values() };
  }

  function lower(node: string, to: number): void {
    earliest.set(node, Math.min(earliest.get(node) ?? to, to));
  }

  function complete(first: string): Component {
    const members = new Set(open.splice(open.lastIndexOf(first)));
    for (const node of members) earliest.delete(node);
    return { nodes: members, isCyclic: members.size > 1 || successors(first).includes(first) };
  }
}
