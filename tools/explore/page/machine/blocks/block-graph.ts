import { itemOf, itemsOf, textOf } from "../answers.js";

/** A node of the picture: a block node, or what uses one. */
export interface GraphNode {
  readonly id: string;
  readonly kind: "driver" | "backend" | "job";
  readonly name: string;
  /** The driver, the device, or the kind of job. */
  readonly note: string;
  /** What the machine reports about it. */
  readonly details: unknown;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The role of the child, such as `file` or `backing`. */
  readonly label: string;
}

export interface BlockGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The answers that the graph is made of. An answer that the machine did not give is undefined. */
interface BlockAnswers {
  /** Of `x-debug-query-block-graph`, which has the edges. */
  readonly graph: unknown;
  /** Of `query-named-block-nodes`. */
  readonly nodes: unknown;
  /** Of `query-block`. */
  readonly devices: unknown;
}

/** Makes the graph of a machine's block nodes. Without `x-debug-query-block-graph`, it has the edges that the others report. */
export function readBlockGraph({ graph, nodes, devices }: BlockAnswers): BlockGraph {
  const infos = new Map(itemsOf(nodes).map((item) => [textOf(item["node-name"]) ?? "", item]));
  const parts = itemOf(graph);
  if (!Array.isArray(parts["nodes"])) return graphOfQueries(infos, devices);
  const drawn = itemsOf(parts["nodes"]).map((item): GraphNode => {
    const name = textOf(item["name"]) ?? "";
    const kind =
      item["type"] === "block-driver" ? "driver" : item["type"] === "block-job" ? "job" : "backend";
    const info = kind === "driver" ? infos.get(name) : undefined;
    const device = kind === "backend" ? deviceOf(devices, name) : undefined;
    return {
      id: String(item["id"]),
      kind,
      name: deviceName(name),
      note: kind === "driver" ? (textOf(info?.["drv"]) ?? "") : kind === "job" ? "job" : "device",
      details: info ?? device ?? item,
    };
  });
  const ids = new Set(drawn.map(({ id }) => id));
  const edges = itemsOf(parts["edges"])
    .map((item) => ({
      from: String(item["parent"]),
      to: String(item["child"]),
      label: textOf(item["name"]) ?? "",
    }))
    .filter(({ from, to }) => ids.has(from) && ids.has(to));
  return { nodes: drawn, edges };
}

/** Returns the id of a device from its QOM path, such as `/machine/peripheral/disk1/virtio-backend`. */
function deviceName(name: string): string {
  const [, id] = /^\/machine\/peripheral\/([^/]+)/.exec(name) ?? [];
  return id ?? (name === "" ? "unnamed" : name);
}

function deviceOf(devices: unknown, name: string): unknown {
  return itemsOf(devices).find((item) => item["device"] === name || item["qdev"] === name);
}

/** The devices with the nodes in them, and the children that QEMU 10.1 and later reports. */
function graphOfQueries(
  infos: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  devices: unknown,
): BlockGraph {
  const drivers = [...infos].map(([name, info]): GraphNode => ({
    id: `node ${name}`,
    kind: "driver",
    name,
    note: textOf(info["drv"]) ?? "",
    details: info,
  }));
  const used = itemsOf(devices).map((item, index) => {
    const name = textOf(item["qdev"]) ?? textOf(item["device"]) ?? "";
    const child = textOf(itemOf(item["inserted"])["node-name"]);
    return {
      node: {
        id: `device ${index}`,
        kind: "backend",
        name: deviceName(name),
        note: "device",
        details: item,
      } satisfies GraphNode,
      child,
    };
  });
  const edges = [
    ...used.flatMap(({ node, child }) =>
      child === undefined ? [] : [{ from: node.id, to: `node ${child}`, label: "" }],
    ),
    ...[...infos].flatMap(([name, info]) =>
      itemsOf(info["children"]).map((child) => ({
        from: `node ${name}`,
        to: `node ${textOf(child["node-name"]) ?? ""}`,
        label: textOf(child["child"]) ?? "",
      })),
    ),
  ];
  const nodes = [...used.map(({ node }) => node), ...drivers];
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** The longest text of a node. */
const maxCharacters = 28;

/** Returns a text that fits into a node of the picture. */
export function shortened(text: string): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters - 1)}…`;
}
