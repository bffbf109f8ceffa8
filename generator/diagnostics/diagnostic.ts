import type { DiagnosticCode } from "./codes.js";
import type { Position } from "../model/position.js";

/** An error, warning or note about the input. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  /** The position of the name, key or value that the message is about. */
  readonly position: Position;
  /** The definition that contains the position: `struct "Foo"`. */
  readonly definition?: string;
  /** The include directives that lead to the file, innermost first. `readSchema` adds them. */
  readonly includedFrom?: readonly Position[];
  /** How to correct the input. */
  readonly help?: string;
}

/** The value that a stage produces, with the diagnostics it reports. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
