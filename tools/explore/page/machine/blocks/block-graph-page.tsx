import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "qapi-ts";
import { JsonTree } from "../../components/json-tree.js";
import { Notice } from "../../components/notice.js";
import { readBlockGraph, type BlockGraph } from "./block-graph.js";
import type { GraphPicture } from "./block-layout.js";
import { BlockPicture } from "./block-picture.js";
import { usePoll } from "../use-poll.js";

/** How often the machine is queried, in milliseconds. */
const interval = 2_000;

/** The block nodes of the machine as a picture, and what it reports about the selected one. */
export function BlockGraphPage({ session }: { readonly session: Session }): VNode {
  const graph = usePoll(session, "x-debug-query-block-graph", interval);
  const nodes = usePoll(session, "query-named-block-nodes", interval);
  const devices = usePoll(session, "query-block", interval);
  const [selected, setSelected] = useState<string | undefined>();
  const drawn = readBlockGraph({ graph: graph.value, nodes: nodes.value, devices: devices.value });
  const picture = usePicture(drawn);
  const details = drawn.nodes.find(({ id }) => id === selected);
  const isAsked = nodes.value !== undefined || nodes.error !== undefined;
  return (
    <div class="machine-page block-page">
      <section aria-labelledby="graph-title">
        <h1 id="graph-title">Block graph</h1>
        {nodes.error !== undefined && <Notice kind="error">{nodes.error}</Notice>}
        {isAsked && drawn.nodes.length === 0 && <p>The machine has no block nodes.</p>}
        <div class="graph-area">
          {picture !== undefined && (
            <BlockPicture picture={picture} selected={selected} onSelect={setSelected} />
          )}
        </div>
      </section>
      <section aria-labelledby="node-title" class="block-details">
        <h2 id="node-title">{details?.name ?? "Details"}</h2>
        {details === undefined ? (
          <p class="reply-status">Select a node in the picture.</p>
        ) : (
          <JsonTree key={details.id} value={details.details} />
        )}
      </section>
    </div>
  );
}

/** Lays out a graph, again only if its nodes or edges change. */
function usePicture(graph: BlockGraph): GraphPicture | undefined {
  const [picture, setPicture] = useState<GraphPicture | undefined>();
  const key = JSON.stringify([graph.nodes.map(({ id, name, note }) => [id, name, note]), graph.edges]);
  useEffect(() => {
    let isCurrent = true;
    // The library is loaded with the first picture.
    import("./block-layout.js").then(({ layoutGraph }) => {
      if (isCurrent) setPicture(graph.nodes.length === 0 ? undefined : layoutGraph(graph));
    }, reportError);
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return picture;
}
