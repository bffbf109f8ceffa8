import type { AnySchemaObject } from "ajv";
import type { Node } from "jsonc-parser";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import type { Position } from "../../model/position.js";

/** A JSON Schema in which `expected` says in words what a place takes. */
export type FormSchema = AnySchemaObject;

/** What a file of ours must be, and how messages speak of it. */
export interface JsonForm {
  readonly schema: FormSchema;
  /** What is wrong where the file is no JSON, and where it has another form. */
  readonly codes: { readonly syntax: DiagnosticCode; readonly shape: DiagnosticCode };
  /** The file as a message calls it: `the configuration`. */
  readonly called: string;
}

/** The steps from a file's root to a value. */
export type JsonPath = readonly (string | number)[];

/** A file that was read: what it says, or what is wrong with it. */
export interface JsonFile {
  readonly source: DiagnosticSource;
  /** Undefined where the file is wrong. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value stands to which the path leads; its key, where it has one. */
  position(path: JsonPath): Position;
}

export function positionAt({ file, text }: DiagnosticSource, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { file, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** Where a member begins: with its key. */
export function beginning(node: Node): number {
  return node.parent?.type === "property" ? node.parent.offset : node.offset;
}
