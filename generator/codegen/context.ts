import type { ImportExtension, TargetServer } from "../config/target.js";
import type { Annotations, Definition, Event, Model } from "../model/index.js";
import type { Names } from "./names/names.js";
import { find } from "./tsdoc/comment.js";
import type { LinkTarget } from "./tsdoc/inline.js";

/** The options that determine the text of generated files. */
export interface EmitOptions {
  /** The module that generated files import the runtime from. A path that starts with a dot is relative to the output. */
  readonly runtime: string;
  /** The names of the runtime that the index exports too. Default: none. */
  readonly exports?: readonly string[];
  /** The extension of the relative imports between generated files. Default: `js`. */
  readonly importExtension?: ImportExtension;
  /** The URL of a definition's reference page, in which `{kind}`, `{module}` and `{name}` are replaced. */
  readonly reference: string | undefined;
  /** The server that has the schema. */
  readonly server?: TargetServer;
}

/** The input of all functions that emit code. */
export interface Context {
  readonly model: Model;
  readonly names: Names;
  readonly options: EmitOptions;
  readonly annotations: Annotations;
}

/** The parts of a module, each of which is a file. */
export type Part = "types" | "commands" | "events";

/**
 * Returns the function that resolves `@name` in a definition's documentation: to nothing for the definition's own
 * members and features, otherwise to the declaration for the definition of that name.
 * @param part - the file with the comment.
 */
export function linksOf(context: Context, definition: Definition, part: Part): LinkTarget {
  const { members = [], features = [] } = definition.documentation ?? {};
  return (name) => {
    const isOwn = find(members, name) !== undefined || find(features, name) !== undefined;
    const target = isOwn ? undefined : context.model.byName.get(name);
    if (target === undefined) return undefined;
    const isInScope = target.module === definition.module && partOf(context, target) === part;
    return linkTo(context, target, isInScope);
  };
}

/**
 * Returns a TSDoc link to the declaration for a definition; undefined if editors would not find it: they look in the file
 * with the comment, and else show the identifier and the name.
 */
function linkTo(context: Context, definition: Definition, isInScope: boolean): string | undefined {
  const identifier = identifierOf(context, definition);
  if (identifier === definition.name) return `{@link ${identifier}}`;
  return isInScope ? `{@link ${identifier} | ${linkText(definition.name)}}` : undefined;
}

/** Returns the file with the declaration that a link leads to. */
function partOf({ names }: Context, definition: Definition): Part {
  switch (definition.kind) {
    case "command":
      return "commands";
    case "accessor":
      return "events";
    case "event":
      return names.find("event", definition.name) === undefined ? "events" : "types";
    case "enum":
    case "struct":
    case "union":
    case "alternate":
      return "types";
  }
}

function identifierOf(context: Context, definition: Definition): string {
  const { names } = context;
  switch (definition.kind) {
    case "command":
      return names.of("command", definition.name);
    case "event":
      return names.find("event", definition.name) ?? connectorOf(context, definition);
    case "accessor":
      return names.of("connectAccessor", definition.name);
    case "enum":
    case "struct":
    case "union":
    case "alternate":
      return names.of("type", definition.name);
  }
}

/** Returns the name of the function that connects to an event: its own, or that of its accessor. */
function connectorOf({ names, model }: Context, event: Event): string {
  const own = names.find("connect", event.name);
  if (own !== undefined) return own;
  return names.of("connectAccessor", firstAccessors(model).get(event.name) ?? "");
}

const accessorsByModel = new WeakMap<Model, ReadonlyMap<string, string>>();

/** Returns the name of the first accessor of each event. */
function firstAccessors(model: Model): ReadonlyMap<string, string> {
  const known = accessorsByModel.get(model);
  if (known !== undefined) return known;
  const accessors = new Map<string, string>();
  for (const each of model.definitions) {
    if (each.kind === "accessor" && !accessors.has(each.event)) accessors.set(each.event, each.name);
  }
  accessorsByModel.set(model, accessors);
  return accessors;
}

/** Text in the braces of a link must not contain markup. */
function linkText(name: string): string {
  return name.replace(/[^\w.-]+/g, " ");
}
