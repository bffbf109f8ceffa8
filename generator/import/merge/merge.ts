import { UserError } from "../../diagnostics/user-error.js";
import { visible } from "../../diagnostics/visible.js";
import type { EntryInfo, Graph } from "../graph.js";
import { JointTable, type Joint, type JointKind } from "./joints.js";
import { describeJoint, type Surroundings } from "./describe.js";
import type { MergedCommand, MergedEntry, MergedEvent, MergedSchema, MergedType, Use } from "./merged.js";
import { rows, type Row } from "./order.js";
import { featureRows, presenceOf } from "./parts.js";
import type { Tuple } from "./joints.js";
import { unite } from "./unite.js";

/**
 * Merges answers into one. Types are told by where they stand, beginning from the commands and events. As what one
 * place teaches can change how another is to be read, everything is gone through until nothing is learnt.
 */
export function merge(graphs: readonly Graph[]): MergedSchema {
  const table = new JointTable(isIdentityIn(graphs));
  for (;;) {
    const before = table.revision;
    const schema = new Pass(graphs, table).run();
    if (table.revision === before) return schema;
  }
}

/** A type that stands for nothing, or for one alternative of several, is of no help in recognising another. */
function isIdentityIn(graphs: readonly Graph[]) {
  return (answer: number, mask: string, kind: JointKind): boolean => {
    const graph = graphs[answer];
    return graph !== undefined && mask !== graph.empty && graph.type(mask)["meta-type"] === kind;
  };
}

/** Goes once through everything that is in use. */
class Pass implements Surroundings {
  readonly graphs: readonly Graph[];
  readonly #table: JointTable;
  readonly #found = new Map<number, Joint>();
  readonly #due: Joint[] = [];
  readonly #types = new Map<number, MergedType>();
  /** The names that uses of the first answer have led to. */
  readonly #seen = new Set<string>();

  constructor(graphs: readonly Graph[], table: JointTable) {
    this.graphs = graphs;
    this.#table = table;
  }

  run(): MergedSchema {
    const lists = this.graphs.map(({ entries }) => entries);
    const entries = rows<EntryInfo>(lists, ({ name }) => name).map((row) => this.#entry(row));
    this.#describeDue();
    const unused = this.#unused();
    return { origins: this.graphs.map(({ origin }) => origin), entries, types: this.#types, unused };
  }

  use(tuple: Tuple): Use {
    if (tuple[0] !== undefined) this.#seen.add(tuple[0]);
    const united = unite(this.graphs, tuple);
    switch (united.kind) {
      case "builtin":
        return united;
      case "array":
        return { kind: "array", element: this.use(united.elements) };
      case "joint":
        return { kind: "type", id: this.#joint(united.joint, tuple) };
    }
  }

  useUnlessEmpty(tuple: Tuple): Use | undefined {
    const isEmpty = tuple.every((mask, index) => mask === undefined || mask === this.graphs[index]?.empty);
    return isEmpty ? undefined : this.use(tuple);
  }

  #describeDue(): void {
    for (let joint = this.#due.shift(); joint; joint = this.#due.shift()) {
      this.#types.set(joint.id, describeJoint(joint, this));
    }
  }

  #unused(): Use[] {
    const [graph, another] = this.graphs;
    const uses: Use[] = [];
    if (!graph || another) return uses;
    for (const name of graph.typeNames) {
      if (this.#seen.has(name) || name === graph.empty) continue;
      uses.push(this.use([name]));
      this.#describeDue();
    }
    return uses;
  }

  #joint(kind: JointKind, tuple: Tuple): number {
    const joint = this.#table.resolve(kind, tuple);
    if (!this.#found.has(joint.id)) {
      this.#found.set(joint.id, joint);
      this.#due.push(joint);
    }
    return joint.id;
  }

  #entry({ name, cells }: Row<EntryInfo>): MergedEntry {
    const shared = { name, presence: presenceOf(cells), features: featureRows(cells) };
    const data = this.useUnlessEmpty(cells.map((cell) => cell?.["arg-type"]));
    const commands = cells.map((cell) => (cell?.["meta-type"] === "command" ? cell : undefined));
    if (commands.every((command) => command === undefined)) {
      return { kind: "event", ...shared, data } satisfies MergedEvent;
    }
    if (commands.some((command, index) => command === undefined && cells[index] !== undefined)) {
      throw new UserError(`${visible(name)} is a command in one answer and an event in another`);
    }
    const returns = this.useUnlessEmpty(commands.map((command) => command?.["ret-type"]));
    // A server that does not know it says so when it is asked; typed callers are to be able to ask the others.
    const allowOob = commands.some((command) => command?.["allow-oob"] === true);
    return { kind: "command", ...shared, data, returns, allowOob } satisfies MergedCommand;
  }
}
