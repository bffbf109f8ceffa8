import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import type { Expression, ObjectNode } from "../syntax.js";
import { valueOf } from "../syntax.js";
import { definitionKindOf, definitionKinds } from "../kinds.js";
import { validators } from "./grammar-code.js";
import type { ExpressionKind } from "./grammar.js";
import { plain } from "./plain.js";
import { findingOf, type ShapeFinding } from "./words.js";

/** What is wrong with the expression's shape, in the order of the text; nothing if all is well. */
export function checkShape(expression: Expression): Diagnostic[] {
  return findings(expression.node)
    .toSorted((a, b) => a.offset - b.offset)
    .map((finding) => shapeDiagnostic(expression, finding));
}

function findings(node: ObjectNode): ShapeFinding[] {
  const kind = kindOf(node);
  if (kind === undefined) return [noKind(node)];
  const validate = validators[kind];
  if (validate(plain(node))) return [];
  return (validate.errors ?? []).map((error) => findingOf(error, node));
}

function kindOf(node: ObjectNode): ExpressionKind | undefined {
  return valueOf(node, "pragma") ? "pragma" : definitionKindOf(node);
}

function noKind(node: ObjectNode): ShapeFinding {
  const choices = definitionKinds.map((kind) => `'${kind}'`).join(", ");
  const message = `an expression must have exactly one of the keys ${choices}, 'include' and 'pragma'`;
  return { code: "no-kind", message, offset: node.offset };
}

function shapeDiagnostic({ source, node }: Expression, finding: ShapeFinding): Diagnostic {
  const kind = definitionKindOf(node);
  const named = kind === undefined ? undefined : valueOf(node, kind);
  return {
    code: finding.code,
    severity: "error",
    message: finding.message,
    position: source.position(node.offset),
    at: source.position(finding.offset),
    ...(named?.kind === "string" && { definition: `${kind ?? ""} ${visible(named.value)}` }),
  };
}
