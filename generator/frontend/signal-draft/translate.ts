import type { Diagnostic, Result } from "../../diagnostics/diagnostic.js";
import type { SourceFile } from "../source.js";
import type { ArrayNode, TopLevel } from "../syntax.js";
import { draftFunction, type Misshape } from "./draft-function.js";
import { draftType } from "./draft-type.js";

/** What a file of today's language consists of. */
export type TodaysItem = Exclude<TopLevel, { readonly kind: "function" }>;

/**
 * A file's items in today's words. The two notations are told apart expression by expression: an array is a function
 * of the draft, an object whose one key means nothing today is a type of the draft. Behind this nobody knows of the
 * draft, so that its definitions keep all of today's rules.
 */
export function inTodaysWords(source: SourceFile, items: readonly TopLevel[]): Result<readonly TodaysItem[]> {
  const diagnostics: Diagnostic[] = [];
  const value = items.flatMap((item): readonly TodaysItem[] => {
    if (item.kind === "comment") return [item];
    if (item.kind === "expression") return [{ ...item, node: draftType(item.node) ?? item.node }];
    const node = draftFunction(item.node);
    if (node.kind === "object") return [{ kind: "expression", node }];
    diagnostics.push(diagnostic(source, item.node, node));
    return [];
  });
  return { value, diagnostics };
}

function diagnostic(source: SourceFile, node: ArrayNode, { message, offset }: Misshape): Diagnostic {
  return {
    code: "draft-function",
    severity: "error",
    message,
    position: source.position(node.offset),
    at: source.position(offset),
    help: "write [ 'NAME', { REQUIRED }, { OPTIONAL }, 'RETURNS' ]",
  };
}
