import type { VNode } from "preact";
import { escapeControls } from "qapi-ts-generator/text";
import { shortened } from "./block-graph.js";
import type { GraphPicture, PlacedEdge, PlacedNode } from "./block-layout.js";

interface Props {
  readonly picture: GraphPicture;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** The block graph as a picture. Its nodes can be selected with the keyboard. */
export function BlockPicture({ picture, selected, onSelect }: Props): VNode {
  const { width, height, nodes, edges } = picture;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="Block graph"
      class="graph"
    >
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 L8 4 L0 8 z" class="graph-arrow" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <Edge key={`${edge.edge.from} ${edge.edge.to} ${edge.edge.label}`} edge={edge} />
      ))}
      {nodes.map((node) => (
        <Node key={node.node.id} placed={node} isSelected={node.node.id === selected} onSelect={onSelect} />
      ))}
    </svg>
  );
}

function Edge({ edge: { edge, points } }: { readonly edge: PlacedEdge }): VNode {
  const middle = points[Math.floor(points.length / 2)];
  return (
    <g>
      <path
        class="graph-edge"
        marker-end="url(#arrow)"
        d={points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(" ")}
      />
      {middle !== undefined && edge.label !== "" && (
        <text class="graph-label" x={middle.x} y={middle.y + 4} text-anchor="middle">
          {escapeControls(edge.label)}
        </text>
      )}
    </g>
  );
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

function Node({ placed, isSelected, onSelect }: NodeProps): VNode {
  const { node, x, y, width, height } = placed;
  const [name, note] = [shortened(escapeControls(node.name)), shortened(escapeControls(node.note))];
  return (
    <g
      class={`graph-node graph-${node.kind}${isSelected ? " graph-selected" : ""}`}
      role="button"
      tabindex={0}
      aria-pressed={isSelected}
      aria-label={`${name} ${note}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      onClick={() => {
        onSelect(node.id);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onSelect(node.id);
      }}
    >
      <rect width={width} height={height} rx="6" />
      <text x={width / 2} y="20" text-anchor="middle" class="graph-name">
        {name}
      </text>{" "}
      <text x={width / 2} y="37" text-anchor="middle" class="graph-note">
        {note}
      </text>
    </g>
  );
}
