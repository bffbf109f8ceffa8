import { UserError } from "../../diagnostics/diagnostic.js";
import { quote } from "../../diagnostics/escape.js";
import type { AnswerGraph, EntryInfo } from "../answer.js";
import {
  align,
  mergeFeatures,
  mergeTypes,
  presenceOf,
  type Row,
  unify,
  type UseResolver,
} from "./merge-types.js";
import {
  conflictsIn,
  type MergedEntry,
  type MergedSchema,
  type MergedType,
  type TypeUse,
} from "./merged-schema.js";
import { type IsIdentifying, type TypeClass, TypeClasses, type TypeNames } from "./type-classes.js";

/**
 * Merges answers. Types are identified by the places where they are used, starting from the commands and events. A
 * pass may merge classes that an earlier part of the same pass kept apart, so passes repeat until no class changes. Then
 * the alternates whose merged alternatives conflict are replaced by `any`.
 */
export function merge(graphs: readonly AnswerGraph[]): MergedSchema {
  const classes = new TypeClasses(isIdentifyingIn(graphs));
  for (;;) {
    const { revision } = classes;
    const schema = new MergePass(graphs, classes).run();
    if (classes.revision !== revision) continue;
    const conflicts = conflictsIn(schema);
    if (conflicts.length === 0) return schema;
    for (const id of conflicts) classes.conflicting.add(id);
  }
}

/**
 * Types that are used in unrelated places do not identify a class: the empty type, and a type that becomes an
 * alternative of the merged type.
 */
function isIdentifyingIn(graphs: readonly AnswerGraph[]): IsIdentifying {
  return (answer, name, kind) => {
    const graph = graphs[answer];
    return graph !== undefined && name !== graph.empty && graph.type(name)["meta-type"] === kind;
  };
}

class MergePass implements UseResolver {
  readonly graphs: readonly AnswerGraph[];
  readonly #classes: TypeClasses;
  readonly #found = new Set<number>();
  readonly #pending: TypeClass[] = [];
  readonly #types = new Map<number, MergedType>();
  /** The types of the first answer that are in use. */
  readonly #used = new Set<string>();

  constructor(graphs: readonly AnswerGraph[], classes: TypeClasses) {
    this.graphs = graphs;
    this.#classes = classes;
  }

  run(): MergedSchema {
    const lists = this.graphs.map(({ entries }) => entries);
    const entries = align<EntryInfo>(lists, ({ name }) => name).map((row) => this.#mergeEntry(row));
    this.#mergePending();
    const unused = this.#mergeUnused();
    return { origins: this.graphs.map(({ origin }) => origin), entries, types: this.#types, unused };
  }

  use(names: TypeNames): TypeUse {
    if (names[0] !== undefined) this.#used.add(names[0]);
    const unified = unify(this.graphs, names);
    switch (unified.kind) {
      case "builtin":
        return unified;
      case "array":
        return { kind: "array", element: this.use(unified.elements) };
      case "class":
        return this.#useOf(this.#classes.find(unified.typeKind, names));
    }
  }

  useUnlessEmpty(names: TypeNames): TypeUse | undefined {
    const isEmpty = names.every((name, index) => name === undefined || name === this.graphs[index]?.empty);
    return isEmpty ? undefined : this.use(names);
  }

  #useOf(found: TypeClass): TypeUse {
    if (this.#classes.conflicting.has(found.id)) return { kind: "builtin", name: "any" };
    if (!this.#found.has(found.id)) {
      this.#found.add(found.id);
      this.#pending.push(found);
    }
    return { kind: "type", id: found.id };
  }

  #mergePending(): void {
    // The iteration includes classes that it adds.
    for (const next of this.#pending) this.#types.set(next.id, mergeTypes(next, this));
    this.#pending.length = 0;
  }

  #mergeUnused(): TypeUse[] {
    const [graph, ...others] = this.graphs;
    if (!graph || others.length > 0) return [];
    const uses: TypeUse[] = [];
    for (const name of graph.typeNames) {
      if (this.#used.has(name) || name === graph.empty) continue;
      uses.push(this.use([name]));
      this.#mergePending();
    }
    return uses;
  }

  #mergeEntry({ name, cells }: Row<EntryInfo>): MergedEntry {
    const base = { name, presence: presenceOf(cells), features: mergeFeatures(cells) };
    const data = this.useUnlessEmpty(cells.map((cell) => cell?.["arg-type"]));
    const commands = cells.map((cell) => (cell?.["meta-type"] === "command" ? cell : undefined));
    if (commands.every((command) => command === undefined)) return { kind: "event", ...base, data };
    if (commands.some((command, index) => command === undefined && cells[index] !== undefined)) {
      throw new UserError(`${quote(name)} is a command in one answer and an event in another`);
    }
    const returns = this.useUnlessEmpty(commands.map((command) => command?.["ret-type"]));
    // A server without out-of-band support for the command rejects the request; typed callers of the others need it.
    const allowOob = commands.some((command) => command?.["allow-oob"] === true);
    return { kind: "command", ...base, data, returns, allowOob };
  }
}
