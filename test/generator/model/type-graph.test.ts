import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ownMembers, type Member } from "../../../generator/model/index.js";
import { possibleMembers } from "../../../generator/model/queries.js";
import { components, containingTypes, objectTypesOf } from "../../../generator/model/type-graph.js";
import { modelOf } from "../support/make-bindings.js";
import { temporaryFolder } from "../support/temporary-folder.js";

type Graph = ReadonlyMap<string, readonly string[]>;

const graphs: fc.Arbitrary<Graph> = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
  )
  .map((edges) => new Map(edges.map((targets, node) => [String(node), targets.map(String)])));

function reachable(graph: Graph, from: string): ReadonlySet<string> {
  const reached = new Set(graph.get(from));
  for (const node of reached) for (const next of graph.get(node) ?? []) reached.add(next);
  return reached;
}

test("nodes are in one component if and only if they lead to one another", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const found = components(graph.keys(), (node) => graph.get(node) ?? []);
      expect(found.flatMap(({ nodes }) => [...nodes]).toSorted()).toEqual([...graph.keys()].toSorted());
      for (const { nodes, isCyclic } of found) {
        for (const node of nodes) {
          const mutual = [...reachable(graph, node)].filter((other) => reachable(graph, other).has(node));
          expect(new Set([node, ...mutual])).toEqual(nodes);
          expect(isCyclic).toBe(mutual.length > 0);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a component follows those that it leads to", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const seen = new Set<string>();
      for (const { nodes } of components(graph.keys(), (node) => graph.get(node) ?? [])) {
        for (const node of nodes) seen.add(node);
        for (const node of nodes) for (const next of graph.get(node) ?? []) expect(seen).toContain(next);
      }
    }),
  );
});

test("a long path and a long cycle take no stack", () => {
  const size = 100_000;
  const nodes = Array.from({ length: size }, (_, index) => String(index));
  const next = (node: string): string => String(Number(node) + 1);
  expect(components(nodes, (node) => (next(node) === String(size) ? [] : [next(node)]))).toHaveLength(size);
  const [cycle] = components(nodes, (node) => [String((Number(node) + 1) % size)]);
  expect(cycle?.nodes.size).toBe(size);
});

test("a type contains the members of its bases, its branches and the types of its members", () => {
  const model = modelOf(join(import.meta.dirname, "cases/host.json"));
  const types = model.definitions.filter(({ kind }) => kind === "struct" || kind === "union");
  const membersWithin = (name: string): ReadonlySet<Member> => {
    const reached = new Set([name]);
    const found = new Set<Member>();
    for (const type of reached) {
      for (const member of possibleMembers(model, { kind: "named", type })) {
        found.add(member);
        for (const next of objectTypesOf(model, member.type)) reached.add(next);
      }
    }
    return found;
  };
  const expected = new Map(types.map(({ name }) => [name, membersWithin(name)]));
  for (const member of types.flatMap(ownMembers)) {
    const containing = types.filter(({ name }) => expected.get(name)?.has(member)).map(({ name }) => name);
    expect(containingTypes(model, new Set([member]))).toEqual(new Set(containing));
  }
});

test("an alternate that contains lists of itself has the types of all its alternatives, each once", () => {
  const text = `{ 'struct': 'Item', 'data': {} }
    { 'alternate': 'Tree', 'data': { 'item': 'Item', 'trees': [ 'Tree' ] } }
    { 'alternate': 'Forest', 'data': { 'items': [ 'Item' ], 'item': 'Item' } }`;
  const model = modelOf(join(temporaryFolder({ "schema.json": text }), "schema.json"));
  expect(objectTypesOf(model, { kind: "defined", name: "Tree" })).toEqual(["Item"]);
  expect(objectTypesOf(model, { kind: "defined", name: "Forest" })).toEqual(["Item"]);
});
