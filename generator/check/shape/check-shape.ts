import { Ajv, type ValidateFunction } from "ajv";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { visible } from "../../diagnostics/visible.js";
import type { Expression, ObjectNode } from "../../parse/syntax.js";
import { valueOf } from "../../parse/syntax.js";
import { definitionKindOf, definitionKinds } from "../../parse/kinds.js";
import { grammar, grammarParts, type ExpressionKind } from "./grammar.js";
import { plain } from "./plain.js";
import { findingOf, type ShapeFinding } from "./words.js";

/** Checks expressions against the grammar. Compiling the grammar costs; keep one for all of a run. */
export class ShapeChecker {
  readonly #ajv: Ajv;
  readonly #validators = new Map<ExpressionKind, ValidateFunction>();

  /**
   * `trustGrammar`: the grammar is ours and does not change, so that it is a sound JSON Schema is a test's to find
   * out, not each run's.
   */
  constructor(trustGrammar: boolean = true) {
    const soundness = trustGrammar ? { meta: false, validateSchema: false } : {};
    // A validator lives for one run: tidying its code costs more than it saves.
    const code = { optimize: false };
    this.#ajv = new Ajv({
      code,
      allErrors: true,
      verbose: true,
      strictTypes: false,
      keywords: ["expected"],
      ...soundness,
    });
    this.#ajv.addSchema(grammarParts);
  }

  /** What is wrong with the expression's shape, in the order of the text; nothing if all is well. */
  check(expression: Expression): Diagnostic[] {
    return this.#findings(expression.node)
      .toSorted((a, b) => a.offset - b.offset)
      .map((finding) => shapeDiagnostic(expression, finding));
  }

  #findings(node: ObjectNode): ShapeFinding[] {
    const kind = kindOf(node);
    if (kind === undefined) return [noKind(node)];
    const validate = this.#validator(kind);
    if (validate(plain(node))) return [];
    return (validate.errors ?? []).map((error) => findingOf(error, node));
  }

  #validator(kind: ExpressionKind): ValidateFunction {
    const known = this.#validators.get(kind);
    if (known) return known;
    const validate = this.#ajv.compile(grammar[kind]);
    this.#validators.set(kind, validate);
    return validate;
  }
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
