import type { DiagnosticCode } from "../diagnostics/codes.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { visible } from "../diagnostics/visible.js";
import type { Expression } from "./syntax.js";
import { valueOf } from "./syntax.js";

/** What an include directive asks for. */
export type IncludeTarget =
  | { readonly kind: "file"; readonly path: string; failed(reason: string): Diagnostic }
  | { readonly kind: "invalid"; readonly diagnostic: Diagnostic };

/** Syntax: docs/devel/qapi-code-gen.rst, "Include directives". */
export function includeTarget(directive: Expression): IncludeTarget {
  const value = valueOf(directive.node, "include");
  const stranger = directive.node.entries.find((entry) => entry.key.value !== "include");
  if (stranger) {
    const message = `an include directive has no member ${visible(stranger.key.value)}`;
    return { kind: "invalid", diagnostic: diagnostic(directive, "bad-include", message) };
  }
  if (value?.kind !== "string") {
    const message = "the value of 'include' must be a string, the path of a file";
    return { kind: "invalid", diagnostic: diagnostic(directive, "bad-include", message) };
  }
  return {
    kind: "file",
    path: value.value,
    failed: (reason) =>
      diagnostic(directive, "bad-include", `cannot include ${visible(value.value)}: ${reason}`),
  };
}

function diagnostic({ source, node }: Expression, code: DiagnosticCode, message: string): Diagnostic {
  return {
    code,
    severity: "error",
    message,
    position: source.position(node.offset),
    help: "write { 'include': 'PATH' }, the path relative to this file",
  };
}
