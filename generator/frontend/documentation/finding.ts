import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { CommentLine } from "../syntax.js";

/** What is wrong with a documentation comment, and the line of it that shows it. */
export interface DocFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly line: CommentLine;
  /** The column in the comment's line, from 0, where the line's beginning is not the place. */
  readonly column?: number;
  readonly help?: string;
}
