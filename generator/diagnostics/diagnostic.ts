import type { DiagnosticCode } from "./codes.js";
import type { Position } from "../model/position.js";

/** Something that is wrong with the input, said so that its author can mend it. */
export interface Diagnostic {
  /** What kind of finding it is. */
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** As QEMU has it: where the expression starts; of an error of syntax, the place itself. */
  readonly position: Position;
  /** The place itself, where it is known to be another. */
  readonly at?: Position;
  /** The definition in which it stands: `struct 'Foo'`. */
  readonly definition?: string;
  /** Where the file was included from, innermost first. The stages leave it out; `readSchema` puts it in. */
  readonly includedFrom?: readonly Position[];
  /** What to do about it. */
  readonly help?: string;
}

/** What a stage gives: a value, and what it found on the way. No value where it could not make one. */
export interface Result<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
