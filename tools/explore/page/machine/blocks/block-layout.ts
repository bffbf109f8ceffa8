import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import { shortened, type BlockGraph, type GraphEdge, type GraphNode } from "./block-graph.js";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node at a place: `x` and `y` are its center. */
export interface PlacedNode extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
}

/** A graph as a picture, in CSS pixels. */
export interface GraphPicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** The width of a character, and the height of a node. */
const [characterWidth, nodeHeight] = [8.2, 46];

/** Places the nodes of a graph: what is used below what uses it. */
export function layoutGraph({ nodes, edges }: BlockGraph): GraphPicture {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 46, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(node), height: nodeHeight });
  edges.forEach(({ from, to, label }, index) => {
    graph.setEdge(
      from,
      to,
      { width: label.length * characterWidth, height: 16, labelpos: "c" },
      String(index),
    );
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x = 0, y = 0, width: own } = graph.node(node.id);
      return { node, x, y, width: own, height: nodeHeight };
    }),
    edges: edges.map((edge, index) => {
      const { points = [] } = graph.edge(edge.from, edge.to, String(index));
      return { edge, points };
    }),
  };
}

function widthOf({ name, note }: GraphNode): number {
  const longest = Math.max(shortened(name).length, shortened(note).length, 6);
  return longest * characterWidth + 20;
}
