import type { ImportExtension } from "../config/target.js";
import type { Annotations, Definition, Event, Model } from "../model/index.js";
import type { Names } from "./names/index.js";
import type { Comment } from "./tsdoc/comment.js";
import type { LinkTarget } from "./tsdoc/inline.js";

/** The options that determine the text of generated files. */
export interface EmitOptions {
  /** The module that generated files import the runtime from. A path that starts with a dot is relative to the output. */
  readonly runtime: string;
  /** The extension of the relative imports between generated files. Default: `js`. */
  readonly importExtension?: ImportExtension;
  /** The URL of a definition's reference page, in which `{kind}`, `{module}` and `{name}` are replaced. */
  readonly reference: string | undefined;
}

/** The input of every part of the code generator. */
export interface Context {
  readonly model: Model;
  readonly names: Names;
  readonly options: EmitOptions;
  readonly annotations: Annotations;
}

/**
 * What `@name` in a definition's documentation leads to: its own member before anything of that name
 * elsewhere, then whatever was emitted for the definition of that name.
 */
export function linksOf(context: Context, definition: Definition): LinkTarget {
  const { members = [], features = [] } = definition.documentation ?? {};
  return (name) => {
    const isOwn = members.some((item) => item.name === name) || features.some((item) => item.name === name);
    const target = isOwn ? undefined : context.model.byName.get(name);
    return target === undefined ? undefined : linkTo(context, target);
  };
}

/** A link to what stands for a definition in the output. */
export function linkTo(context: Context, definition: Definition): string {
  const identifier = identifierOf(context, definition);
  return identifier === definition.name
    ? `{@link ${identifier}}`
    : `{@link ${identifier} | ${linkText(definition.name)}}`;
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

/** What connects to an event: its own function, or that of the accessor that stands for it. */
function connectorOf({ names, model }: Context, event: Event): string {
  const own = names.find("connect", event.name);
  if (own !== undefined) return own;
  const accessors = model.definitions.filter((each) => each.kind === "accessor" && each.event === event.name);
  return names.of("connectAccessor", accessors[0]?.name ?? "");
}

/** Inside a link's braces only the plainest characters are safe. */
function linkText(name: string): string {
  return name.replace(/[^\w.-]+/g, " ");
}

/** Where a reference says more about a definition. */
export function referenceLink(context: Context, definition: Definition): Comment {
  const template = context.options.reference;
  if (template === undefined) return [];
  const parts: Readonly<Record<string, string>> = {
    // References call structs and unions what they are on the wire.
    kind: definition.kind === "struct" || definition.kind === "union" ? "object" : definition.kind,
    module: definition.module,
    name: definition.name,
  };
  const url = template.replace(/\{(kind|module|name)\}/g, (_, part: string) => encodePart(parts[part] ?? ""));
  return [{ kind: "tag", name: "see", text: `{@link ${url}}` }];
}

/** Nothing but letters, digits and `_.-/` is left as it is. */
function encodePart(part: string): string {
  return [...new TextEncoder().encode(part)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w./-]/.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
