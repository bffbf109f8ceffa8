import type { AnySchemaObject } from "ajv";
import type { Node } from "jsonc-parser";
import type { DiagnosticCode } from "../../diagnostics/codes.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { DiagnosticSource } from "../../diagnostics/format.js";
import type { Position } from "../../model/position.js";

/** A JSON Schema. The keyword `expected` describes the accepted values for messages. */
export type FormSchema = AnySchemaObject;

/** The format of a configuration or annotations file. */
export interface JsonForm {
  readonly schema: FormSchema;
  /** The codes of diagnostics about the JSON syntax and about the schema. */
  readonly codes: { readonly syntax: DiagnosticCode; readonly shape: DiagnosticCode };
  /** How messages refer to the file: `the configuration`. */
  readonly called: string;
}

/** The keys and indices that lead from the root of a file to a value. */
export type JsonPath = readonly (string | number)[];

/** A file that was read, or the diagnostics about it. */
export interface JsonFile {
  readonly source: DiagnosticSource;
  /** Undefined if there are diagnostics. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Returns the position of the scalar at a path, or of the key of the object or list at a path. */
  position(path: JsonPath): Position;
}

/** Returns the position of an offset in a file. */
export function positionAt({ file, text }: DiagnosticSource, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { file, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** Returns the offset of a scalar, or of the key of an object or list that has one. */
export function startOf(node: Node): number {
  const isContainer = node.type === "object" || node.type === "array";
  return isContainer && node.parent?.type === "property" ? node.parent.offset : node.offset;
}
