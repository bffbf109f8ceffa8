import type { DiagnosticCode } from "../diagnostics/codes.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SourceFile } from "./source.js";

interface Details {
  readonly help?: string;
  readonly inComment?: boolean;
}

/**
 * Thrown where a file stops being readable: what follows could only be guessed. The file's reader catches
 * it and goes on behind the broken expression.
 */
export class SyntaxFailure extends Error {
  readonly diagnostic: Diagnostic;
  readonly offset: number;
  /** Whether it stands in a documentation comment: then the next `##` closes that, and opens none. */
  readonly inComment: boolean;

  constructor(
    source: SourceFile,
    offset: number,
    code: DiagnosticCode,
    message: string,
    details: Details = {},
  ) {
    super(message);
    const { inComment = false, ...extra } = details;
    this.offset = offset;
    this.inComment = inComment;
    this.diagnostic = { code, severity: "error", message, position: source.position(offset), ...extra };
  }
}
