import type { FreeFormDocumentation } from "../model/documentation.js";
import type { Definition, Model, Module } from "../model/model.js";

/** What a schema file holds below its header, in order. */
export type Content =
  | { readonly kind: "include"; readonly module: string }
  | { readonly kind: "free-form"; readonly documentation: FreeFormDocumentation }
  | { readonly kind: "definition"; readonly definition: Definition };

/**
 * The contents of a module, such that reading them gives the model's order of definitions again: an include
 * stands before the first own definition that comes after the included ones.
 */
export function contentsOf(model: Model, module: Module): Content[] {
  const order = new SchemaOrder(model);
  const includes = [...module.includes];
  const freeForm = [...module.freeForm];
  const before = (index: number, line: number): Content[] => [
    ...shiftWhile(includes, (include) => order.first(include) < index).map(includeOf),
    ...shiftWhile(freeForm, ({ position }) => position.line < line).map(freeFormOf),
  ];
  const contents = module.definitions.flatMap((definition): Content[] => [
    ...before(order.of(definition), startLine(definition)),
    { kind: "definition", definition },
  ]);
  return [...contents, ...before(Infinity, Infinity)];
}

function includeOf(module: string): Content {
  return { kind: "include", module };
}

function freeFormOf(documentation: FreeFormDocumentation): Content {
  return { kind: "free-form", documentation };
}

/** Takes the items off the front that are due. */
function shiftWhile<T>(queue: T[], due: (item: T) => boolean): T[] {
  const end = queue.findIndex((item) => !due(item));
  return queue.splice(0, end === -1 ? queue.length : end);
}

/** A definition begins with its documentation. */
function startLine({ documentation, position }: Definition): number {
  return documentation?.position.line ?? position.line;
}

/** Where definitions stand in the whole schema. */
class SchemaOrder {
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

  /** The first definition that including the module brought; before all others when it brought none. */
  first(name: string): number {
    const found = this.#first.get(name) ?? Infinity;
    return found === Infinity ? -1 : found;
  }

  /** Goes the way of the includes from the entry, because only the first include of a module brings anything. */
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
