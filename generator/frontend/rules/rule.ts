import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Definition, Model } from "../../model/index.js";
import type { Pragmas } from "../pragmas.js";

/** What a rule found; it stands at the line where the definition's expression starts, as QEMU has it. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string;
}

/** All that a rule may look at. */
export interface Schema {
  readonly model: Model;
  readonly pragmas: Pragmas;
}

/** Looks at one definition; the rules of a phase are asked definition by definition, in schema order. */
export type Rule = (definition: Definition, schema: Schema) => Iterable<Finding>;
