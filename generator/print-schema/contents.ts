import type { FreeFormDocumentation } from "../model/index.js";
import type { Definition, Model, Module } from "../model/index.js";

/** An item of a schema file. */
export type FileItem =
  | { readonly kind: "include"; readonly module: string }
  | { readonly kind: "free-form"; readonly documentation: FreeFormDocumentation }
  | { readonly kind: "definition"; readonly definition: Definition };

/**
 * Returns the items of a module's file in an order from which reading restores the model's order of definitions: an
 * include precedes the first definition that follows the included ones in the model.
 */
export function fileItems(model: Model, module: Module): FileItem[] {
  const order = new DefinitionOrder(model);
  const includes = [...module.includes];
  const freeForm = [...module.freeForm];
  const before = (index: number, line: number): FileItem[] => [
    ...shiftWhile(includes, (include) => order.firstOf(include) < index).map(includeOf),
    ...shiftWhile(freeForm, ({ position }) => position.line < line).map(freeFormOf),
  ];
  const items = module.definitions.flatMap((definition): FileItem[] => [
    ...before(order.of(definition), startLine(definition)),
    { kind: "definition", definition },
  ]);
  return [...items, ...before(Infinity, Infinity)];
}

function includeOf(module: string): FileItem {
  return { kind: "include", module };
}

function freeFormOf(documentation: FreeFormDocumentation): FileItem {
  return { kind: "free-form", documentation };
}

/** Removes and returns the leading items that match. */
function shiftWhile<T>(queue: T[], matches: (item: T) => boolean): T[] {
  const end = queue.findIndex((item) => !matches(item));
  return queue.splice(0, end === -1 ? queue.length : end);
}

/** A definition starts at its documentation comment. */
function startLine({ documentation, position }: Definition): number {
  return documentation?.position.line ?? position.line;
}

/** The order of definitions in the model. */
class DefinitionOrder {
  readonly #index: ReadonlyMap<Definition, number>;
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #first = new Map<string, number>();

  constructor(model: Model) {
    this.#index = new Map(model.definitions.map((definition, index) => [definition, index]));
    this.#modules = new Map(model.modules.map((module) => [module.name, module]));
    for (const { name } of model.modules.slice(0, 1)) this.#visit(name);
  }

  of(definition: Definition): number {
    return this.#index.get(definition) ?? Infinity;
  }

  /** Returns the index of the first definition that the include of a module adds; -1 if it adds none. */
  firstOf(name: string): number {
    const found = this.#first.get(name) ?? Infinity;
    return found === Infinity ? -1 : found;
  }

  /** Follows the includes from the entry file in order, because only the first include of a module adds definitions. */
  #visit(name: string): number {
    const module = this.#modules.get(name);
    if (!module || this.#first.has(name)) return Infinity;
    this.#first.set(name, Infinity);
    const own = module.definitions.map((definition) => this.of(definition));
    const first = Math.min(...own, ...module.includes.map((include) => this.#visit(include)));
    this.#first.set(name, first);
    return first;
  }
}
