import type { DiagnosticCode } from "../diagnostics/codes.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SourceFile } from "./source.js";

interface Details {
  readonly help?: string;
  readonly inComment?: boolean;
}

/** Thrown where the parser cannot continue. `parseFile` catches it and resumes after the broken item. */
export class SchemaSyntaxError extends Error {
  override readonly name: string = "SchemaSyntaxError";
  readonly diagnostic: Diagnostic;
  readonly offset: number;
  /** True inside a documentation comment, where the next `##` closes the comment instead of opening another. */
  readonly inComment: boolean;

  constructor(
    source: SourceFile,
    offset: number,
    code: DiagnosticCode,
    message: string,
    { inComment = false, ...extra }: Details = {},
  ) {
    super(message);
    this.offset = offset;
    this.inComment = inComment;
    this.diagnostic = { code, severity: "error", message, position: source.position(offset), ...extra };
  }
}
