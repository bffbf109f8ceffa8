import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Definition, Model, Position } from "../../model/index.js";
import type { DefinitionSource } from "../definition-source.js";
import type { Pragmas } from "../pragmas.js";

/** A violation of a rule, at the name, key or value that violates it. */
export interface Violation {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly position: Position;
  readonly help?: string;
}

/** The input of a rule, apart from the definition that it checks. */
export interface RuleContext {
  readonly model: Model;
  readonly pragmas: Pragmas;
  /** Locates the keys, types and conditions of the definition. Its named parts have their own positions. */
  readonly source: DefinitionSource;
}

/** Checks one definition. */
export type Rule = (definition: Definition, context: RuleContext) => Iterable<Violation>;
