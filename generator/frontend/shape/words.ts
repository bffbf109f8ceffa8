import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { ErrorObject } from "ajv";
import { visible } from "../../diagnostics/visible.js";
import type { SyntaxNode } from "../syntax.js";
import { nodeAt } from "./plain.js";

/** One finding: which rule, in words, and at which character. */
export interface ShapeFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly offset: number;
}

/** A validator as ajv makes it: what it found, it keeps. */
export interface ShapeValidator {
  (value: unknown): boolean;
  readonly errors?: readonly ErrorObject[] | null;
}

/** Says what ajv found in the words of the language, at the place in the schema file. */
export function findingOf(error: ErrorObject, root: SyntaxNode): ShapeFinding {
  const node = nodeAt(root, error.instancePath);
  const what = placeName(error.instancePath, root);
  const { offset } = node;
  switch (error.keyword) {
    case "required": {
      const missing = String(error.params["missingProperty"]);
      return { code: "missing-key", message: `${what} lacks the member '${missing}'`, offset };
    }
    case "additionalProperties":
      return unknownKey(node, what, String(error.params["additionalProperty"]));
    case "const":
      return {
        code: "bad-flag",
        message: `${what} can only be ${String(error.params["allowedValue"])}`,
        offset,
      };
    default:
      return { code: "bad-shape", message: `${what} must be ${expectedBy(error)}`, offset };
  }
}

function unknownKey(node: SyntaxNode, what: string, key: string): ShapeFinding {
  const entry = node.kind === "object" ? node.entries.find((e) => e.key.value === key) : undefined;
  const message = `${what} has no member ${visible(key)}`;
  return { code: "unknown-key", message, offset: entry?.key.offset ?? node.offset };
}

function expectedBy(error: ErrorObject): string {
  const expected: unknown = error.parentSchema?.["expected"];
  return typeof expected === "string" ? expected : "of another form";
}

/** The place that a JSON Pointer names: `'data'`, `'data', member "x"`. */
function placeName(pointer: string, root: SyntaxNode): string {
  const path = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const shown = path.length === 1 || isWritten(root, path[0]) ? path : path.slice(1);
  if (shown.length === 0) return "the expression";
  return shown.map((key) => (/^\d+$/.test(key) ? `element ${Number(key) + 1}` : visible(key))).join(", ");
}

/** The signal draft has no word for some of today's keys. */
function isWritten(root: SyntaxNode, key: string | undefined): boolean {
  const entry = root.kind === "object" ? root.entries.find((each) => each.key.value === key) : undefined;
  return entry?.key.written !== "";
}
