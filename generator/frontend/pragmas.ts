import type { Expression, SyntaxNode } from "./syntax.js";
import { valueOf } from "./syntax.js";

/**
 * The exceptions to the rules that a schema declares. Their scope is the whole schema, and a later directive replaces
 * an earlier one. Syntax: docs/devel/qapi-code-gen.rst, "Pragma directives".
 */
export interface Pragmas {
  readonly docRequired: boolean;
  readonly commandNameExceptions: ReadonlySet<string>;
  readonly commandReturnsExceptions: ReadonlySet<string>;
  readonly documentationExceptions: ReadonlySet<string>;
  readonly memberNameExceptions: ReadonlySet<string>;
  readonly leniency: Leniency;
}

/** The rules of the current language that do not apply to a schema, because its language does not have them. */
export interface Leniency {
  /** True if names need not have the current case and separators, and no name is reserved. */
  readonly names: boolean;
  /** True if every command may return any type. */
  readonly returns: boolean;
  /** True if conditions may name every macro of C, and arguments that are not boxed may have conditions. */
  readonly conditions: boolean;
}

export const strict: Leniency = { names: false, returns: false, conditions: false };

/** For models that may come from a schema in any language. */
export const lenient: Leniency = { names: true, returns: true, conditions: true };

/** Reads the pragma directives of a schema. */
export function readPragmas(directives: readonly Expression[], leniency: Leniency = strict): Pragmas {
  const values = new Map<string, SyntaxNode>();
  for (const { node } of directives) {
    const pragma = valueOf(node, "pragma");
    if (pragma?.kind !== "object") continue;
    for (const { key, value } of pragma.entries) values.set(key.value, value);
  }
  const required = values.get("doc-required");
  return {
    docRequired: required?.kind === "boolean" && required.value,
    commandNameExceptions: names(values.get("command-name-exceptions")),
    commandReturnsExceptions: names(values.get("command-returns-exceptions")),
    documentationExceptions: names(values.get("documentation-exceptions")),
    memberNameExceptions: names(values.get("member-name-exceptions")),
    leniency,
  };
}

function names(node: SyntaxNode | undefined): ReadonlySet<string> {
  const elements = node?.kind === "array" ? node.elements : [];
  return new Set(elements.flatMap((element) => (element.kind === "string" ? [element.value] : [])));
}
