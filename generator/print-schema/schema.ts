import { posix } from "node:path";
import { documentedParts } from "../frontend/documentation/content.js";
import {
  partsOf,
  type Command,
  type Definition,
  type FreeFormDocumentation,
  type Model,
  type Module,
  type TypeReference,
} from "../model/index.js";
import { definitionValue } from "./definition.js";
import { documentationComment, freeFormComment } from "./documentation.js";
import { layOut, type Entry, type Value } from "./layout.js";

export interface PrintedFile {
  /** Relative to the folder of the entry file, with `/` as separator. */
  readonly path: string;
  readonly text: string;
}

export interface PrintOptions {
  /** Returns the lines of the comment at the top of a file, without `#`. Default: no comment. */
  readonly header?: (module: Module) => readonly string[];
  /** The module whose file contains the pragmas. Default: the entry module. */
  readonly pragmaModule?: string;
}

/** Prints a model as QAPI files, one per module. Reading them restores the model except for positions. */
export function printSchema(model: Model, options: PrintOptions = {}): PrintedFile[] {
  const pragma = pragmaValue(model);
  const pragmaModule = options.pragmaModule ?? model.modules[0]?.name;
  return model.modules.map((module) => {
    const blocks = [
      ...headerBlock(options.header?.(module) ?? []),
      ...(pragma && module.name === pragmaModule ? [layOut(pragma)] : []),
      ...blocksOf(module, fileItems(model, module)),
    ];
    return { path: `${module.name}.json`, text: blocks.map((block) => `${block}\n`).join("\n") };
  });
}

function headerBlock(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => (line === "" ? "#" : `# ${line}`)).join("\n")];
}

/** Joins consecutive includes into one block. Blocks are separated by blank lines. */
function blocksOf(module: Module, items: readonly FileItem[]): string[] {
  const blocks: string[] = [];
  let includes = "";
  for (const item of items) {
    const text = itemText(module, item);
    if (item.kind === "include" && includes !== "") blocks.pop();
    includes = item.kind === "include" ? `${includes}${includes && "\n"}${text}` : "";
    blocks.push(includes || text);
  }
  return blocks;
}

function itemText(module: Module, item: FileItem): string {
  switch (item.kind) {
    case "include":
      return layOut({ entries: [["include", includePath(module.name, item.module)]] });
    case "free-form":
      return freeFormComment(item.documentation);
    case "definition": {
      const { documentation } = item.definition;
      const expression = layOut(definitionValue(item.definition));
      return documentation ? `${documentationComment(documentation)}\n${expression}` : expression;
    }
  }
}

/** Include paths are relative to the including file. */
function includePath(from: string, to: string): string {
  return `${posix.relative(posix.dirname(from), to)}.json`;
}

/** An item of a schema file. */
type FileItem =
  | { readonly kind: "include"; readonly module: string }
  | { readonly kind: "free-form"; readonly documentation: FreeFormDocumentation }
  | { readonly kind: "definition"; readonly definition: Definition };

/**
 * Returns the items of a module's file in an order from which reading restores the model's order of definitions: an
 * include precedes the first definition that follows the included ones in the model.
 */
function fileItems(model: Model, module: Module): FileItem[] {
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

/**
 * Returns the pragma expression with the exceptions that the definitions need. The model does not store pragmas, so
 * they are derived from its names, return types and documentation.
 */
export function pragmaValue(model: Model): Value | undefined {
  const lists: Entry[] = [
    ["command-name-exceptions", names(model, hasUnusualName)],
    ["command-returns-exceptions", names(model, (definition) => returnsUnusually(model, definition))],
    ["documentation-exceptions", names(model, hasUndocumentedMember)],
    ["member-name-exceptions", names(model, hasUnusualMember)],
  ];
  const needed = lists.filter(
    ([, value]) => typeof value === "object" && "list" in value && value.list.length > 0,
  );
  return needed.length === 0 ? undefined : { entries: [["pragma", { entries: needed }]] };
}

function names(model: Model, applies: (definition: Definition) => boolean): Value {
  const list = model.definitions.filter(applies).map(({ name }) => name);
  // Sorted by code unit, independently of the locale.
  return { list: list.sort((a, b) => (a < b ? -1 : 1)) };
}

function hasUnusualName({ kind, name }: Definition): boolean {
  return (kind === "command" || kind === "accessor") && withoutPrefix(name).includes("_");
}

function hasUnusualMember(definition: Definition): boolean {
  return partsOf(definition).some(({ name }) => /[A-Z_]/.test(withoutPrefix(name)));
}

function hasUndocumentedMember(definition: Definition): boolean {
  if (!definition.documentation) return false;
  const documented = new Set(definition.documentation.members.map(({ name }) => name));
  return documentedParts(definition).some(({ name }) => !documented.has(name));
}

/** Commands should return an object or an array of objects. */
function returnsUnusually(model: Model, definition: Definition): boolean {
  return (
    definition.kind === "command" && definition.returns !== undefined && !isObject(model, definition.returns)
  );
}

function isObject(model: Model, type: NonNullable<Command["returns"]>): boolean {
  const element: TypeReference = type.kind === "array" ? type.element : type;
  if (element.kind !== "defined") return false;
  const kind = model.byName.get(element.name)?.kind;
  return kind === "struct" || kind === "union";
}

/** Removes the `__RFQDN_` prefix of downstream extensions, which the naming rules ignore. */
function withoutPrefix(name: string): string {
  return name.replace(/^__[A-Za-z0-9.-]+_/, "");
}
